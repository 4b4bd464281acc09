package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.Block;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Markdown plan into the tree that the same plan in YAML would give: {@code # title}, then
 * plan-level fields (also as YAML front matter), then a {@code ##} section for each subtask.
 *
 * <p>Where blocks begin and end is as CommonMark says. Their texts are taken from the source, line
 * by line, because in a script a star or a backslash is no markup. Each line of a section is either
 * part of a field or prose; so nothing that was written there is lost.
 *
 * <p>A field is a bullet {@code - field: value}. Its value stands on the same line (and goes on in
 * lines indented below it), in a fenced block, or in nested bullets. Whether these are a list or an
 * object is decided by the field's name, never by what they look like: a check may well be {@code
 * echo a: b}.
 */
final class MarkdownTree {
    private static final Set<String> OBJECTS = Set.of("defaults", "executor", "limits");
    private static final Set<String> LISTS =
            Set.of(
                    "final_checks",
                    "depends_on",
                    "files",
                    "checks",
                    "argv",
                    "suggested_skills",
                    "suggested_mcp_servers",
                    "suggested_subagents",
                    "skills_used",
                    "mcp_servers_used",
                    "subagents_used");

    /** What begins a block of HTML by what ends it, more special beginnings first. */
    private static final SequencedMap<String, String> HTML_ENDS = new LinkedHashMap<>();

    static {
        HTML_ENDS.put("<!--", "-->");
        HTML_ENDS.put("<![cdata[", "]]>");
        HTML_ENDS.put("<!", ">");
        HTML_ENDS.put("<?", "?>");
        HTML_ENDS.put("<script", "</script>");
        HTML_ENDS.put("<pre", "</pre>");
        HTML_ENDS.put("<style", "</style>");
        HTML_ENDS.put("<textarea", "</textarea>");
    }

    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\n|\r");
    private static final Pattern MARKER = Pattern.compile("(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)");
    private static final Pattern FIELD =
            Pattern.compile("[*`]{0,2}([a-z][a-z0-9_-]{0,63})[*`]{0,2}:[*`]{0,2}(?:[ \t]+(.*))?");
    private static final String FRONT_MATTER = "---";

    /** A list in a list takes two open blocks: itself, and the item that it stands in. */
    private static final int OPEN_BLOCKS = 2 * PlanBounds.NESTING;

    private static final Parser PARSER =
            Parser.builder()
                    .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                    .inlineParserFactory(_ -> (_, _) -> {})
                    .maxOpenBlockParsers(OPEN_BLOCKS)
                    .build();

    private final String[] lines;

    /** Lines that belong to a field. */
    private final BitSet used = new BitSet();

    private final List<Entry> plan = new ArrayList<>();
    private final List<Node> subtasks = new ArrayList<>();
    private @Nullable MarkdownSection section;

    /** The first line after the section's heading, 0-based like all indexes of lines. */
    private int sectionStart;

    private MarkdownTree(String text) {
        this.lines = LINE_BREAK.split(text, -1);
    }

    static Node read(String text) throws MalformedText {
        return new MarkdownTree(text).plan();
    }

    private Node plan() throws MalformedText {
        var body = readFrontMatter();
        // Empty lines in its place keep the numbers of all others.
        var text =
                "\n".repeat(body)
                        + String.join("\n", Arrays.asList(lines).subList(body, lines.length));
        var document = PARSER.parse(text);
        refuseUnclosed(document);
        var firstSection = lines.length;
        for (var block = document.getFirstChild(); block != null; block = block.getNext()) {
            if (block instanceof Heading heading && isHeading(heading)) {
                if (heading.getLevel() == 2 && subtasks.isEmpty() && section == null) {
                    firstSection = firstLine(heading);
                }
                readHeading(heading);
            } else if (block instanceof BulletList list && list.getMarker().equals("-")) {
                readFields(list);
            }
        }
        endSection(lines.length);
        var line = firstSection + 1;
        plan.add(new Entry(line, "subtasks", new Node.Sequence(line, subtasks)));
        return new Node.Mapping(1, plan);
    }

    /**
     * @return the line after it; 0 if there is none
     */
    private int readFrontMatter() throws MalformedText {
        if (!lines[0].stripTrailing().equals(FRONT_MATTER)) {
            return 0;
        }
        for (var end = 1; end < lines.length; end++) {
            if (lines[end].stripTrailing().equals(FRONT_MATTER)) {
                addFrontMatter(String.join("\n", Arrays.asList(lines).subList(1, end)));
                return end + 1;
            }
        }
        throw new MalformedText(1, "The front matter that starts here is never closed with '---'.");
    }

    private void addFrontMatter(String yaml) throws MalformedText {
        if (yaml.isBlank()) {
            return;
        }
        if (!(YamlTree.read(yaml + "\n", 2) instanceof Node.Mapping mapping)) {
            throw new MalformedText(2, "The front matter must be `field: value` lines.");
        }
        plan.addAll(mapping.entries());
    }

    /** CommonMark closes them at the end of the text; here that end is more likely forgotten. */
    private static void refuseUnclosed(org.commonmark.node.Node parent) throws MalformedText {
        for (var child = parent.getFirstChild(); child != null; child = child.getNext()) {
            if (child instanceof FencedCodeBlock fence && fence.getClosingFenceLength() == null) {
                throw unclosed("code block", fence);
            }
            if (child instanceof HtmlBlock html && isUnclosed(html.getLiteral())) {
                throw unclosed("HTML", html);
            }
            refuseUnclosed(child);
        }
    }

    /** Of the kinds that do not end with an empty line. */
    private static boolean isUnclosed(String html) {
        var start = html.strip().toLowerCase(Locale.ROOT);
        return HTML_ENDS.entrySet().stream()
                .filter(kind -> start.startsWith(kind.getKey()))
                .findFirst()
                .filter(kind -> !start.contains(kind.getValue()))
                .isPresent();
    }

    private static MalformedText unclosed(String what, org.commonmark.node.Node block) {
        return new MalformedText(
                firstLine(block) + 1, "The " + what + " that starts here is never closed.");
    }

    /** Only titles and sections; a line that is underlined is prose. */
    private boolean isHeading(Heading heading) {
        return heading.getLevel() <= 2
                && heading.getSourceSpans().size() == 1
                && lines[firstLine(heading)].strip().startsWith("#");
    }

    private void readHeading(Heading heading) throws MalformedText {
        var at = firstLine(heading);
        var text = headingText(lines[at].strip());
        if (heading.getLevel() == 2) {
            endSection(at);
            section = new MarkdownSection(at + 1, text);
            sectionStart = at + 1;
        } else if (section == null) {
            plan.add(new Entry(at + 1, "title", Node.plain(at + 1, text)));
        } else {
            throw new MalformedText(at + 1, "A second title: a plan has one '# title'.");
        }
    }

    /** Without the signs around it; those at its end count only after a blank. */
    private static String headingText(String line) {
        var text = line.substring(runOf('#', line)).strip();
        var end = text.length();
        while (end > 0 && text.charAt(end - 1) == '#') {
            end--;
        }
        return end == 0 || Character.isWhitespace(text.charAt(end - 1))
                ? text.substring(0, end).strip()
                : text;
    }

    private void endSection(int end) {
        if (section == null) {
            return;
        }
        for (var at = used.nextClearBit(sectionStart); at < end; at = used.nextClearBit(at + 1)) {
            section.addProse(at + 1, lines[at]);
        }
        subtasks.add(section.subtask());
        section = null;
    }

    private void readFields(BulletList list) throws MalformedText {
        for (var item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (FIELD.matcher(textOf(firstLine(item))).matches()) {
                var field = field((ListItem) item);
                if (section == null) {
                    plan.add(field);
                } else {
                    section.add(field);
                }
            }
        }
    }

    private Entry field(ListItem item) throws MalformedText {
        var at = firstLine(item);
        var line = at + 1;
        var field = FIELD.matcher(textOf(at));
        if (!field.matches()) {
            // Kept as a field that nobody knows, so that it is named with all other faults.
            used.set(at, lastLine(item) + 1);
            return new Entry(line, lines[at].strip(), Node.none(line));
        }
        used.set(at);
        if (item.getFirstChild() instanceof Heading) {
            throw new MalformedText(
                    line + 1,
                    "To Markdown, a lone sign under a text underlines it; begin the value beside"
                            + " its bullet.");
        }
        var name = field.group(1);
        var inline = withContinuation(field.group(2), item);
        var values = inline.isEmpty() ? 0 : 1;
        for (var child = item.getFirstChild(); child != null; child = child.getNext()) {
            // With another marker a new list begins, which nobody means.
            var goesOn = child instanceof ListBlock && child.getPrevious() instanceof ListBlock;
            if (isValue(child) && !goesOn && ++values > 1) {
                throw new MalformedText(
                        firstLine(child) + 1,
                        "The field " + Quoted.of(name) + " has more than one value; write one.");
            }
        }
        if (!inline.isEmpty()) {
            return new Entry(line, name, inline(name, inline, line));
        }
        var below = below(item);
        return new Entry(line, name, below == null ? Node.none(line) : below(name, at, below));
    }

    private static boolean isValue(org.commonmark.node.@Nullable Node block) {
        return block instanceof FencedCodeBlock || block instanceof ListBlock;
    }

    /** The code block or list that may hold a field's value. */
    private static @Nullable Block below(ListItem item) {
        for (var child = item.getFirstChild(); child != null; child = child.getNext()) {
            if (isValue(child)) {
                return (Block) child;
            }
        }
        // A code block that was not indented is no part of the list, but meant to be.
        return item.getNext() == null && item.getParent().getNext() instanceof FencedCodeBlock fence
                ? fence
                : null;
    }

    private Node inline(String name, String text, int line) throws MalformedText {
        if (LISTS.contains(name)) {
            return isBetween(text, '[', ']')
                    ? YamlTree.read(text, line)
                    : new Node.Sequence(line, List.of(Node.plain(line, uncoded(text))));
        }
        if (OBJECTS.contains(name)) {
            if (isBetween(text, '{', '}')) {
                return YamlTree.read(text, line);
            }
            if (name.equals("executor")) {
                var kind = new Entry(line, "kind", Node.plain(line, uncoded(text)));
                return new Node.Mapping(line, List.of(kind));
            }
        }
        return Node.plain(line, uncoded(text));
    }

    private Node below(String name, int at, Block value) throws MalformedText {
        var line = at + 1;
        if (value instanceof FencedCodeBlock fence) {
            var text = fenced(fence);
            return LISTS.contains(name) ? new Node.Sequence(line, List.of(text)) : text;
        }
        var entries = new ArrayList<Entry>();
        var items = new ArrayList<Node>();
        for (org.commonmark.node.Node list = value;
                list instanceof ListBlock;
                list = list.getNext()) {
            for (var item = list.getFirstChild(); item != null; item = item.getNext()) {
                if (OBJECTS.contains(name)) {
                    entries.add(field((ListItem) item));
                } else {
                    items.add(item((ListItem) item));
                }
            }
        }
        return OBJECTS.contains(name)
                ? new Node.Mapping(line, entries)
                : new Node.Sequence(line, items);
    }

    private Node item(ListItem item) throws MalformedText {
        var at = firstLine(item);
        var first = item.getFirstChild();
        used.set(at);
        if (first instanceof FencedCodeBlock fence) {
            if (fence.getNext() == null) {
                return Node.text(at + 1, fenced(fence).text());
            }
        } else if (first == null || (isText(first) && first.getNext() == null)) {
            return Node.plain(at + 1, uncoded(withContinuation(textOf(at), item)));
        }
        throw new MalformedText(
                at + 1,
                "To Markdown, "
                        + Quoted.of(lines[at].strip())
                        + " is more than one line of text; write it between backticks or as a code"
                        + " block.");
    }

    private static boolean isText(org.commonmark.node.Node block) {
        return block instanceof Paragraph || block instanceof LinkReferenceDefinition;
    }

    private Node.Scalar fenced(FencedCodeBlock fence) {
        used.set(firstLine(fence), lastLine(fence) + 1);
        return Node.text(firstLine(fence) + 1, fence.getLiteral());
    }

    /** Adds the following lines of an item's first paragraph that are indented below its marker. */
    private String withContinuation(@Nullable String start, ListItem item) throws MalformedText {
        var text = new StringBuilder(start == null ? "" : start.strip());
        var paragraph = item.getFirstChild();
        if (paragraph == null || !isText(paragraph)) {
            return text.toString();
        }
        var indent = indentOf(lines[firstLine(item)]);
        for (var at = firstLine(item) + 1; at <= lastLine(paragraph); at++) {
            // A line that is not indented belongs to the paragraph by CommonMark, and is prose.
            if (indentOf(lines[at]) <= indent + 1) {
                break;
            }
            var line = lines[at].strip();
            if (MARKER.matcher(line).lookingAt()) {
                throw new MalformedText(
                        at + 1,
                        "To Markdown, a bullet that is indented this far is text of the line above;"
                                + " indent it by two to five columns more than its parent.");
            }
            text.append(text.isEmpty() ? "" : " ").append(line);
            used.set(at);
        }
        return text.toString();
    }

    /** A bullet's text on its first line. */
    private String textOf(int at) {
        var line = lines[at].strip();
        var marker = MARKER.matcher(line);
        return marker.lookingAt() ? line.substring(marker.end()) : line;
    }

    private static int firstLine(org.commonmark.node.Node block) {
        return block.getSourceSpans().getFirst().getLineIndex();
    }

    private static int lastLine(org.commonmark.node.Node block) {
        return block.getSourceSpans().getLast().getLineIndex();
    }

    /** In columns. */
    private static int indentOf(String line) {
        var column = 0;
        for (var i = 0; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case ' ' -> column++;
                case '\t' -> column += 4 - column % 4;
                default -> {
                    return column;
                }
            }
        }
        return column;
    }

    private static boolean isBetween(String text, char open, char close) {
        return text.charAt(0) == open && text.charAt(text.length() - 1) == close;
    }

    /** Without the backticks, where all of it is code. */
    private static String uncoded(String text) {
        var ticks = runOf('`', text);
        if (ticks == 0 || text.length() <= 2 * ticks) {
            return text;
        }
        var fence = text.substring(0, ticks);
        var code = text.substring(ticks, text.length() - ticks);
        return text.endsWith(fence) && !code.contains(fence) && !code.endsWith("`")
                ? code.strip()
                : text;
    }

    /** How often a text begins with a character. */
    private static int runOf(char character, String text) {
        var to = 0;
        while (to < text.length() && text.charAt(to) == character) {
            to++;
        }
        return to;
    }
}
