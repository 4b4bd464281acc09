package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML syntax from the parser's events, so that nothing is ever constructed from tags.
 * Aliases share their anchor's node, and what they would expand to is bounded.
 *
 * <p>Where YAML takes characters away from what was probably meant as text, the text is refused
 * rather than shortened: {@code ! grep -q TODO f} is a tag and the opposite check, {@code &x f} an
 * anchor that nobody uses, and {@code Fix #12} ends in a comment.
 */
final class YamlTree {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private final ParserImpl parser;
    private final String text;
    private final int linesBefore;
    private final Map<String, Anchored> anchors = new HashMap<>();

    /** Anchors that no alias has named yet, by their lines, in the order of the text. */
    private final Map<String, Integer> unusedAnchors = new LinkedHashMap<>();

    private int aliases;
    private long nodes;

    /** How far the text was looked through, counted in code points as marks are and in chars. */
    private int codePoints;

    private int chars;

    /** A node and how many there are in it, itself included. */
    private record Anchored(Node node, long size) {}

    private YamlTree(String text, int firstLine) {
        this.text = text;
        var options = new LoaderOptions();
        options.setCodePointLimit(PlanBounds.PLAN_CHARACTERS);
        this.parser = new ParserImpl(new StreamReader(text), options);
        this.linesBefore = firstLine - 1;
    }

    /**
     * @param firstLine the line of {@code text}'s first line in what the author wrote
     */
    static Node read(String text, int firstLine) throws MalformedText {
        try {
            return new YamlTree(text, firstLine).document();
        } catch (MarkedYAMLException broken) {
            var mark = broken.getProblemMark();
            var line = firstLine + (mark == null ? 0 : mark.getLine());
            throw new MalformedText(
                    line,
                    "This is not valid YAML: "
                            + broken.getProblem()
                            + ". A text with characters that mean something to YAML must be"
                            + " quoted.");
        } catch (ReaderException broken) {
            var before = text.codePoints().limit(Math.max(0, broken.getPosition()));
            var line = firstLine + (int) before.filter(c -> c == '\n').count();
            var character = "U+%04X".formatted(broken.getCodePoint());
            throw new MalformedText(line, "YAML does not allow the character " + character + ".");
        } catch (YAMLException | IllegalArgumentException broken) {
            throw new MalformedText(firstLine, "This is not valid YAML: " + broken.getMessage());
        }
    }

    private Node document() throws MalformedText {
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            throw new MalformedText(linesBefore + 1, "The text is empty; a plan was expected.");
        }
        parser.getEvent();
        var root = node(parser.getEvent(), 0);
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw new MalformedText(
                    line(parser.peekEvent()), "There is a second YAML document; write only one.");
        }
        if (!unusedAnchors.isEmpty()) {
            throw unused(unusedAnchors.entrySet().iterator().next());
        }
        return root;
    }

    private Node node(Event event, int depth) throws MalformedText {
        var line = line(event);
        if (depth > PlanBounds.NESTING) {
            throw new MalformedText(
                    line, "The YAML is nested deeper than " + PlanBounds.NESTING + ".");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, line);
        }
        var before = nodes;
        count(1, line);
        @Nullable String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            var earlier = unusedAnchors.putIfAbsent(anchor, line);
            if (earlier != null) {
                throw unused(Map.entry(anchor, earlier));
            }
        }
        var node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, line);
                    case SequenceStartEvent start -> sequence(start, line, depth);
                    case MappingStartEvent start -> mapping(start, line, depth);
                    default -> throw new MalformedText(line, "A YAML value was expected.");
                };
        // Known only once complete, so that no node can contain itself.
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private Node aliased(AliasEvent alias, int line) throws MalformedText {
        if (++aliases > PlanBounds.ALIASES) {
            throw new MalformedText(
                    line, "There are more than " + PlanBounds.ALIASES + " YAML aliases.");
        }
        var anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw new MalformedText(
                    line,
                    "The alias "
                            + Quoted.of(alias.getAnchor())
                            + " has no anchor before it; if "
                            + Quoted.of("*" + alias.getAnchor())
                            + " is text, quote it.");
        }
        unusedAnchors.remove(alias.getAnchor());
        count(anchored.size(), line);
        return anchored.node();
    }

    private void count(long more, int line) throws MalformedText {
        nodes += more;
        if (nodes > PlanBounds.YAML_NODES) {
            throw new MalformedText(
                    line, "The YAML has more than " + PlanBounds.YAML_NODES + " values.");
        }
    }

    private Node scalar(ScalarEvent scalar, int line) throws MalformedText {
        refuseTag(scalar.getTag(), line);
        var value = scalar.getValue();
        if (!scalar.isPlain()) {
            return Node.text(line, value);
        }
        refuseComment(scalar);
        return NULLS.contains(value) ? Node.none(line) : Node.plain(line, value);
    }

    /**
     * Refuses a comment that was hardly meant as one: it touches its text ({@code Fix #12}), or
     * stands within quotes that YAML does not see ({@code echo 'a # b'}).
     */
    private void refuseComment(ScalarEvent scalar) throws MalformedText {
        var from = endOf(scalar);
        while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        if (from >= text.length() || text.charAt(from) != '#') {
            return;
        }
        var to = from;
        while (to < text.length() && text.charAt(to) != '\n' && text.charAt(to) != '\r') {
            to++;
        }
        var comment = text.substring(from, to);
        var touches = comment.length() > 1 && Character.isLetterOrDigit(comment.codePointAt(1));
        if (touches || splitsQuote(scalar.getValue(), comment)) {
            throw new MalformedText(
                    line(scalar.getEndMark().getLine()),
                    "YAML would leave "
                            + Quoted.of(comment)
                            + " out as a comment; if it is text, quote the whole value, else put"
                            + " the comment on a line of its own.");
        }
    }

    /** Where a scalar ends in the text. Asked for in the order of the text only. */
    private int endOf(ScalarEvent scalar) {
        var index = scalar.getEndMark().getIndex();
        chars = text.offsetByCodePoints(chars, index - codePoints);
        codePoints = index;
        return chars;
    }

    /** Whether a quote is opened in one text and closed in the next. */
    private static boolean splitsQuote(String text, String next) {
        return splits(text, next, '\'') || splits(text, next, '"');
    }

    private static boolean splits(String text, String next, char quote) {
        return isOdd(text, quote) && isOdd(next, quote);
    }

    private static boolean isOdd(String text, char quote) {
        return text.chars().filter(c -> c == quote).count() % 2 == 1;
    }

    private Node sequence(SequenceStartEvent start, int line, int depth) throws MalformedText {
        refuseTag(start.getTag(), line);
        var items = new ArrayList<Node>();
        for (var event = parser.getEvent();
                !event.is(Event.ID.SequenceEnd);
                event = parser.getEvent()) {
            var item = node(event, depth + 1);
            if (start.isFlow() && !items.isEmpty()) {
                refuseSplit(items.getLast(), item);
            }
            items.add(item);
        }
        return new Node.Sequence(line, items);
    }

    /** Refuses {@code [grep 'a, b' f]}, which is two items. */
    private static void refuseSplit(Node item, Node next) throws MalformedText {
        if (item instanceof Node.Scalar(var line, var kind, var first)
                && kind == Node.Kind.PLAIN
                && next instanceof Node.Scalar(_, var nextKind, var second)
                && nextKind == Node.Kind.PLAIN
                && splitsQuote(first, second)) {
            throw new MalformedText(
                    line,
                    "YAML would split "
                            + Quoted.of(first + ", " + second)
                            + " at its comma; quote each text of the list as a whole.");
        }
    }

    private Node mapping(MappingStartEvent start, int line, int depth) throws MalformedText {
        refuseTag(start.getTag(), line);
        var entries = new ArrayList<Entry>();
        for (var event = parser.getEvent();
                !event.is(Event.ID.MappingEnd);
                event = parser.getEvent()) {
            if (!(event instanceof ScalarEvent name)) {
                throw new MalformedText(line(event), "The name of a field must be a plain text.");
            }
            refuseTag(name.getTag(), line(event));
            if (name.getAnchor() != null) {
                throw unused(Map.entry(name.getAnchor(), line(event)));
            }
            entries.add(
                    new Entry(line(event), name.getValue(), node(parser.getEvent(), depth + 1)));
        }
        return new Node.Mapping(line, entries);
    }

    private static void refuseTag(@Nullable String tag, int line) throws MalformedText {
        if (tag != null) {
            throw new MalformedText(
                    line,
                    "The YAML tag "
                            + Quoted.of(tag)
                            + " is not read in plans; if it is part of a text, quote the whole"
                            + " text.");
        }
    }

    private static MalformedText unused(Map.Entry<String, Integer> anchor) {
        return new MalformedText(
                anchor.getValue(),
                "The YAML anchor "
                        + Quoted.of("&" + anchor.getKey())
                        + " is used by no alias; if it is part of a text, quote the whole text.");
    }

    private int line(Event event) {
        return line(event.getStartMark().getLine());
    }

    private int line(int markLine) {
        return linesBefore + markLine + 1;
    }
}
