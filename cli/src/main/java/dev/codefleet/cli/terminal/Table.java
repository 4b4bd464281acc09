package dev.codefleet.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rows under headers, each column as wide as its widest cell. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headers;
    private final Set<Integer> rightAligned;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param rightAligned indexes of the columns that hold figures
     */
    public Table(List<String> headers, Set<Integer> rightAligned) {
        this.headers = List.copyOf(headers);
        this.rightAligned = Set.copyOf(rightAligned);
    }

    /**
     * Adds a row. Cells are made safe to show here, where their widths are taken.
     *
     * @throws IllegalArgumentException if it has not as many cells as there are headers
     */
    public Table add(Object... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headers);
        }
        var row = new ArrayList<String>(cells.length);
        for (var cell : cells) {
            row.add(Printable.text(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    /** The header and the rows, without white space at their ends. */
    public List<String> lines() {
        var widths = widths();
        var lines = new ArrayList<String>(rows.size() + 1);
        lines.add(line(headers, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private int[] widths() {
        var widths = headers.stream().mapToInt(String::length).toArray();
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            var cell = cells.get(i);
            var padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP);
            line.append(rightAligned.contains(i) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
