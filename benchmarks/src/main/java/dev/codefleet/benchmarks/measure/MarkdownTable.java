package dev.codefleet.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown: texts to the left, figures to the right. */
public final class MarkdownTable {
    private static final String LEFT = " --- |";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(String... header) {
        this.header = List.of(header);
    }

    /**
     * Adds a row. Whole numbers are shown as they are, others with a precision that suits their
     * size, flags as yes or no.
     *
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public MarkdownTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException("a row needs " + header.size() + " cells");
        }
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(text(cell));
        }
        rows.add(row);
        return this;
    }

    public String markdown() {
        var text = new StringBuilder();
        text.append(line(header));
        text.append("|").append(String.join("", Collections.nCopies(header.size(), LEFT)));
        text.append('\n');
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String text(Object cell) {
        return switch (cell) {
            case Boolean isSo -> isSo ? "yes" : "no";
            case Double value -> String.format(Locale.ROOT, "%." + decimals(value) + "f", value);
            default -> cell.toString();
        };
    }

    private static int decimals(double value) {
        var size = Math.abs(value);
        if (size < 10) {
            return 3;
        }
        return size < 100 ? 1 : 0;
    }
}
