package dev.codefleet.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows under headers, each column as wide as its widest cell. Where that is too wide, cells are
 * broken between words; then the columns that matter least go; then long words are broken; at last
 * each row becomes a list of its cells, one per line.
 */
public final class Table {
    /** The width of what is no terminal. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    /** Longer words may be broken where nothing else helps; ids of jobs are shorter. */
    private static final int UNBROKEN = 20;

    private final List<String> headers;
    private final Set<Integer> rightAligned;
    private final List<Integer> expendable;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param rightAligned indexes of the columns that hold figures
     */
    public Table(List<String> headers, Set<Integer> rightAligned) {
        this(headers, rightAligned, List.of());
    }

    /**
     * @param rightAligned indexes of the columns that hold figures
     * @param expendable indexes of the columns that a narrow terminal may do without, in the order
     *     in which they go
     */
    public Table(List<String> headers, Set<Integer> rightAligned, List<Integer> expendable) {
        this.headers = List.copyOf(headers);
        this.rightAligned = Set.copyOf(rightAligned);
        this.expendable = List.copyOf(expendable);
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
            row.add(PrintableText.text(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    /** The header and the rows, without white space at their ends, however wide. */
    public List<String> lines() {
        return lines(UNBOUNDED);
    }

    /** The header and the rows in that many columns. */
    public List<String> lines(int columns) {
        var layout = layout(columns);
        var lines = new ArrayList<>(layout.header());
        layout.rows().forEach(lines::addAll);
        return lines;
    }

    /**
     * A table as lines.
     *
     * @param header empty where each row says the names of its cells
     * @param rows for each row its lines
     */
    public record Layout(List<String> header, List<List<String>> rows) {}

    /** The header's lines, and those of each row. */
    public Layout layout(int columns) {
        var shown = new ArrayList<>(IntStream.range(0, headers.size()).boxed().toList());
        var widths = widths(shown, columns, UNBOUNDED);
        for (var i = 0; widths == null && i < expendable.size(); i++) {
            shown.remove(expendable.get(i));
            widths = widths(shown, columns, UNBOUNDED);
        }
        if (widths == null) {
            widths = widths(shown, columns, UNBROKEN);
        }
        if (widths == null) {
            return new Layout(List.of(), rows.stream().map(row -> listed(row, columns)).toList());
        }
        var fitting = widths;
        return new Layout(
                broken(headers, shown, fitting),
                rows.stream().map(row -> broken(row, shown, fitting)).toList());
    }

    /**
     * The widths of these columns, in their order; null if they do not fit.
     *
     * @param unbroken characters up to which a word stays in one piece
     */
    private int @Nullable [] widths(List<Integer> shown, int columns, int unbroken) {
        var widths = new int[shown.size()];
        var least = new int[shown.size()];
        for (var i = 0; i < widths.length; i++) {
            int column = shown.get(i);
            widths[i] = headers.get(column).length();
            least[i] = widths[i];
            for (var row : rows) {
                widths[i] = Math.max(widths[i], row.get(column).length());
                var longest = Math.min(WordWrap.longest(row.get(column)), unbroken);
                least[i] = Math.max(least[i], longest);
            }
        }
        var room = (long) columns - (long) GAP.length() * (widths.length - 1);
        while (IntStream.of(widths).asLongStream().sum() > room) {
            var widest = -1;
            for (var i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return null;
            }
            widths[widest]--;
        }
        return widths;
    }

    private List<String> broken(List<String> cells, List<Integer> shown, int[] widths) {
        var columns = new ArrayList<List<String>>(widths.length);
        var height = 1;
        for (var i = 0; i < widths.length; i++) {
            var lines = WordWrap.broken(cells.get(shown.get(i)), widths[i]);
            columns.add(lines);
            height = Math.max(height, lines.size());
        }
        var lines = new ArrayList<String>(height);
        for (var number = 0; number < height; number++) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                var cell = number < columns.get(i).size() ? columns.get(i).get(number) : "";
                var padding = " ".repeat(widths[i] - cell.length());
                line.append(i == 0 ? "" : GAP);
                line.append(rightAligned.contains(shown.get(i)) ? padding + cell : cell + padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private List<String> listed(List<String> row, int columns) {
        var width = headers.stream().mapToInt(String::length).max().orElse(0);
        var lines = new ArrayList<String>();
        for (var i = 0; i < row.size(); i++) {
            var name = headers.get(i) + " ".repeat(width - headers.get(i).length());
            var indent = " ".repeat(width + GAP.length());
            lines.addAll(WordWrap.wrapped(name + GAP + row.get(i), columns, indent));
        }
        lines.add("");
        return lines;
    }
}
