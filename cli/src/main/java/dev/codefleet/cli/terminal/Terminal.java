package dev.codefleet.cli.terminal;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Output streams of the command.
 *
 * @param out results
 * @param err progress of the command itself, and errors
 * @param style how text may look on {@code out}
 * @param isInteractive whether {@code out} is a terminal on which lines can be drawn anew
 */
public record Terminal(PrintStream out, PrintStream err, Style style, boolean isInteractive) {
    private static final int COPIED_CHARACTERS = 8 << 10;
    private static final int LONGEST_LINE = 64 << 10;

    /**
     * Writes a result line. What others wrote in it is made safe here, see {@link PrintableText}.
     */
    public void say(String line) {
        out.println(PrintableText.styled(line));
        out.flush();
    }

    /** Writes JSON, whose strings stay what they are. */
    public void sayJson(String json) {
        out.println(PrintableText.json(json));
        out.flush();
    }

    /**
     * Writes text of others as it comes, such as a log.
     *
     * @throws IOException if it cannot be read
     */
    public void copy(InputStream text) throws IOException {
        var line = new StringBuilder();
        try (var reader = new InputStreamReader(text, StandardCharsets.UTF_8)) {
            var chunk = new char[COPIED_CHARACTERS];
            for (int count; (count = reader.read(chunk)) >= 0; ) {
                for (var i = 0; i < count; i++) {
                    if (chunk[i] == '\n') {
                        out.println(PrintableText.line(line.toString()));
                        line.setLength(0);
                    } else if (line.append(chunk[i]).length() >= LONGEST_LINE
                            && !Character.isHighSurrogate(chunk[i])) {
                        out.print(PrintableText.line(line.toString()));
                        line.setLength(0);
                    }
                }
                out.flush();
            }
        }
        out.print(PrintableText.line(line.toString()));
        out.flush();
    }

    /** Draws lines, between what moves the cursor. */
    public void draw(String before, List<String> lines) {
        var text = new StringBuilder(before);
        lines.forEach(line -> text.append(PrintableText.styled(line)).append('\n'));
        // In one piece, so that no half-drawn screen is seen.
        out.print(text);
        out.flush();
    }

    /** Writes a sentence, broken between words where the terminal is narrow. */
    public void tell(String sentence) {
        WordWrap.wrapped(sentence, columns()).forEach(this::say);
    }

    /** Writes a table as wide as the terminal is. */
    public void show(Table table) {
        table.lines(columns()).forEach(this::say);
    }

    /** How many characters a line may have; a pipe has room for all. */
    public int columns() {
        return isInteractive ? TerminalSize.ofProcess().columns() : Table.UNBOUNDED;
    }

    /** Writes a sentence about what the command does, which is no part of its result. */
    public void note(String sentence) {
        WordWrap.wrapped(sentence, columns()).forEach(this::noteLine);
    }

    private void noteLine(String line) {
        err.println(PrintableText.styled(line));
        err.flush();
    }

    /** Writes what went wrong, the first line under the command's name. */
    public void fail(CommandFailed failure) {
        var lines = failure.lines();
        var columns = columns();
        WordWrap.wrapped("codefleet: " + lines.getFirst(), columns, "  ").forEach(this::noteLine);
        lines.stream()
                .skip(1)
                .flatMap(line -> WordWrap.wrapped("  " + line, columns, "    ").stream())
                .forEach(this::noteLine);
    }
}
