package dev.codefleet.programmer.execute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * The end of what was printed: whole lines, as many of the last as fit. Safe for use by threads.
 */
public final class Tail {
    private final int maxBytes;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private int bytes;

    /**
     * @param maxBytes the most it holds, in bytes of UTF-8 with a line end for each line
     */
    public Tail(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    public synchronized void add(String line) {
        lines.addLast(line);
        bytes += size(line);
        while (bytes > maxBytes && !lines.isEmpty()) {
            bytes -= size(lines.removeFirst());
        }
    }

    /** The lines, each with a line end. */
    public synchronized String text() {
        var text = new StringBuilder(bytes);
        for (var line : lines) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private static int size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
