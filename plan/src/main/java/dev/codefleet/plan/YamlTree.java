package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Reads YAML syntax from the parser's events, so that nothing is ever constructed from tags: they
 * are refused. Aliases share their anchor's node, and what they would expand to is bounded.
 */
final class YamlTree {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private final ParserImpl parser;
    private final int linesBefore;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int aliases;
    private long nodes;

    /** A node and how many there are in it, itself included. */
    private record Anchored(Node node, long size) {}

    private YamlTree(String text, int firstLine) {
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
            throw new MalformedText(line, "This is not valid YAML: " + broken.getProblem() + ".");
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
        var node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, line);
                    case SequenceStartEvent start -> sequence(start, line, depth);
                    case MappingStartEvent start -> mapping(start, line, depth);
                    default -> throw new MalformedText(line, "A YAML value was expected.");
                };
        // Known only once complete, so that no node can contain itself.
        @Nullable String anchor = ((NodeEvent) event).getAnchor();
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
                    "The alias " + Quoted.of(alias.getAnchor()) + " has no anchor before it.");
        }
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
        var text = scalar.getValue();
        if (!scalar.isPlain()) {
            return Node.text(line, text);
        }
        return NULLS.contains(text) ? Node.none(line) : Node.plain(line, text);
    }

    private Node sequence(SequenceStartEvent start, int line, int depth) throws MalformedText {
        refuseTag(start.getTag(), line);
        var items = new ArrayList<Node>();
        for (var event = parser.getEvent();
                !event.is(Event.ID.SequenceEnd);
                event = parser.getEvent()) {
            items.add(node(event, depth + 1));
        }
        return new Node.Sequence(line, items);
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
            entries.add(
                    new Entry(line(event), name.getValue(), node(parser.getEvent(), depth + 1)));
        }
        return new Node.Mapping(line, entries);
    }

    private static void refuseTag(@Nullable String tag, int line) throws MalformedText {
        // "!" alone only says that a quoted scalar is a text, which it is anyway.
        if (tag != null && !tag.equals("!")) {
            throw new MalformedText(
                    line, "The YAML tag " + Quoted.of(tag) + " is not read in plans.");
        }
    }

    private int line(Event event) {
        return linesBefore + event.getStartMark().getLine() + 1;
    }
}
