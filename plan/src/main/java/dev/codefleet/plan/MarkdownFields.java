package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code - field: value} bullets. A value stands on the same line (and goes on in lines
 * indented below it), in a fenced block, or in nested bullets. Whether these are a list or an
 * object is decided by the field's name, never by what they look like: a check may well be {@code
 * echo a: b}.
 */
final class MarkdownFields {
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

    private static final Pattern FIELD =
            Pattern.compile("( *)- [*`]{0,2}([a-z][a-z0-9_-]{0,63})[*`]{0,2}:[*`]{0,2}(?: +(.*))?");
    private static final Pattern BULLET = Pattern.compile("( *)[-*+](?: +(.*))?");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`|``\\s?((?:(?!``).)+?)\\s?``");
    private static final int TOP_INDENT = 3;

    private final MarkdownLines lines;

    MarkdownFields(MarkdownLines lines) {
        this.lines = lines;
    }

    /** Whether the line at hand is a field of the section itself. */
    boolean isAtField() {
        var line = lines.peek();
        return line != null
                && MarkdownLines.indentOf(line) <= TOP_INDENT
                && FIELD.matcher(line).matches();
    }

    /** Reads the field at hand, its whole value included. */
    Entry field() throws MalformedText {
        var line = lines.number();
        var source = lines.peek();
        var field = FIELD.matcher(source == null ? "" : source);
        if (!field.matches()) {
            // Kept as a field that nobody knows, so that it is named with all other faults.
            var text = source == null ? "" : source.strip();
            lines.skip();
            return new Entry(line, text, Node.none(line));
        }
        lines.skip();
        var name = field.group(2);
        var indent = field.group(1).length();
        var inline = withContinuation(group(field, 3), indent);
        var value = inline.isEmpty() ? below(name, line, indent) : inline(name, inline, line);
        return new Entry(line, name, value);
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

    private Node below(String name, int line, int indent) throws MalformedText {
        lines.skipBlank();
        if (lines.isAtFence()) {
            var text = Node.text(lines.number(), lines.fenced());
            return LISTS.contains(name) ? new Node.Sequence(line, List.of(text)) : text;
        }
        if (!isAtBulletBelow(indent)) {
            return Node.none(line);
        }
        return OBJECTS.contains(name) ? object(line, indent) : list(line, indent);
    }

    private Node object(int line, int indent) throws MalformedText {
        var entries = new ArrayList<Entry>();
        for (; isAtBulletBelow(indent); lines.skipBlank()) {
            entries.add(field());
        }
        return new Node.Mapping(line, entries);
    }

    private Node list(int line, int indent) throws MalformedText {
        var items = new ArrayList<Node>();
        for (; isAtBulletBelow(indent); lines.skipBlank()) {
            var number = lines.number();
            var source = lines.peek();
            var bullet = BULLET.matcher(source == null ? "" : source);
            lines.skip();
            var text = bullet.matches() ? group(bullet, 2) : "";
            var own = bullet.matches() ? bullet.group(1).length() : indent;
            if (text.isEmpty() && lines.isAtFence()) {
                items.add(Node.text(number, lines.fenced()));
            } else {
                items.add(Node.plain(number, uncoded(withContinuation(text, own))));
            }
        }
        return new Node.Sequence(line, items);
    }

    private boolean isAtBulletBelow(int indent) {
        var line = lines.peek();
        return line != null
                && MarkdownLines.indentOf(line) > indent
                && BULLET.matcher(line).matches();
    }

    /** Adds the following lines that are indented below the bullet and are plain text. */
    private String withContinuation(String first, int indent) {
        if (first.isEmpty()) {
            return first;
        }
        var text = new StringBuilder(first);
        for (var line = lines.peek(); line != null && !line.isBlank(); line = lines.peek()) {
            if (MarkdownLines.indentOf(line) <= indent + 1
                    || BULLET.matcher(line).matches()
                    || lines.isAtFence()) {
                break;
            }
            text.append(' ').append(line.strip());
            lines.skip();
        }
        return text.toString();
    }

    private static String group(Matcher matcher, int group) {
        @Nullable String text = matcher.group(group);
        return text == null ? "" : text.strip();
    }

    private static boolean isBetween(String text, char open, char close) {
        return text.charAt(0) == open && text.charAt(text.length() - 1) == close;
    }

    /** Without the backticks, where all of it is code. */
    private static String uncoded(String text) {
        var code = CODE.matcher(text);
        if (!code.matches()) {
            return text;
        }
        @Nullable String single = code.group(1);
        return single == null ? code.group(2) : single;
    }
}
