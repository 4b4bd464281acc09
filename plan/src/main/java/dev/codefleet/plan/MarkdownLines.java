package dev.codefleet.plan;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Walks over the lines of a Markdown text. */
final class MarkdownLines {
    private static final Pattern BREAK = Pattern.compile("\r\n|\n|\r");
    private static final Pattern FENCE = Pattern.compile("( *)(`{3,}|~{3,})([^`]*)");

    private final String[] lines;
    private int next;

    MarkdownLines(String text) {
        this.lines = BREAK.split(text, -1);
    }

    /** The line at hand; null at the end. */
    @Nullable String peek() {
        return next < lines.length ? lines[next] : null;
    }

    void skip() {
        next++;
    }

    /** Number of the line at hand, 1-based. */
    int number() {
        return next + 1;
    }

    void skipBlank() {
        for (var line = peek(); line != null && line.isBlank(); line = peek()) {
            skip();
        }
    }

    boolean isAtFence() {
        var line = peek();
        return line != null && FENCE.matcher(line).matches();
    }

    /** A fenced block's lines from fence to fence, as written. */
    String fencedSource() throws MalformedText {
        var from = next;
        fenced();
        return String.join("\n", Arrays.asList(lines).subList(from, next));
    }

    /** What a fenced block holds, less the indentation of its fence, each line with its break. */
    String fenced() throws MalformedText {
        var from = number();
        var open = FENCE.matcher(lines[next]);
        if (!open.matches()) {
            throw new IllegalStateException("No code block starts on line " + from);
        }
        skip();
        var indent = open.group(1).length();
        var close =
                Pattern.compile(
                        " *" + Pattern.quote(open.group(2)) + open.group(2).charAt(0) + "*\\s*");
        var content = new StringBuilder();
        for (var line = peek(); line != null; line = peek()) {
            skip();
            if (close.matcher(line).matches()) {
                return content.toString();
            }
            var margin = Math.min(indent, indentOf(line));
            content.append(line, margin, line.length()).append('\n');
        }
        throw new MalformedText(from, "The code block that starts here is never closed.");
    }

    static int indentOf(String line) {
        var indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }
}
