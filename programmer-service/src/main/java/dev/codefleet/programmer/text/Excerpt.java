package dev.codefleet.programmer.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An excerpt of what was printed: all of it where it fits, or the first lines and the last ones
 * with a mark between them that says how much was left out. Safe for use by threads.
 */
public final class Excerpt {
    /** Of what is kept, the part that is kept of the beginning: errors are told at the end. */
    private static final int HEAD_SHARE = 4;

    private static final int LONGEST_MARK_BYTES = 120;

    private final int headBytes;
    private final int tailBytes;
    private final List<String> head = new ArrayList<>();
    private final ArrayDeque<String> tail = new ArrayDeque<>();
    private boolean isHeadFull;
    private int inHead;
    private int inTail;
    private long lines;
    private long bytes;

    /**
     * @param maxBytes the most that it keeps, in bytes of UTF-8 with a line end for each line
     */
    public Excerpt(int maxBytes) {
        headBytes = maxBytes / HEAD_SHARE;
        tailBytes = maxBytes - headBytes - LONGEST_MARK_BYTES;
    }

    public synchronized void add(String line) {
        var size = size(line);
        lines++;
        bytes += size;
        if (!isHeadFull && inHead + size <= headBytes) {
            head.add(line);
            inHead += size;
            return;
        }
        isHeadFull = true;
        tail.addLast(line);
        inTail += size;
        while (inTail > tailBytes && tail.size() > 1) {
            inTail -= size(tail.removeFirst());
        }
    }

    public synchronized boolean isEmpty() {
        return lines == 0;
    }

    /** Of all that was added, if nothing of it was left out; else 0. */
    public synchronized long wholeBytes() {
        return isShortened() ? 0 : bytes;
    }

    /** Whether something was left out. */
    public synchronized boolean isShortened() {
        return head.size() + tail.size() < lines;
    }

    /** All that is kept; each line with a line end. */
    public synchronized String text() {
        return text(head.size(), head.size());
    }

    /**
     * Less than is kept.
     *
     * @param maxBytes the most; a line that is longer than that is cut
     */
    public synchronized String text(int maxBytes) {
        var kept = kept();
        var whole = inHead + inTail;
        if (whole <= maxBytes) {
            return text();
        }
        // Where nothing was left out as yet, either part may reach across the middle.
        var isWhole = !isShortened();
        var lastOfHead = isWhole ? kept.size() : head.size();
        var room = Math.max(0, maxBytes - LONGEST_MARK_BYTES);
        var from = 0;
        for (var used = 0; from < lastOfHead; from++) {
            used += size(kept.get(from));
            if (used > room / HEAD_SHARE) {
                break;
            }
        }
        var firstOfTail = isWhole ? from : Math.max(from, head.size());
        var to = kept.size();
        for (var used = 0; to > firstOfTail; to--) {
            used += size(kept.get(to - 1));
            if (used > room - room / HEAD_SHARE) {
                break;
            }
        }
        if (to == kept.size()) {
            // The last line alone is too long.
            var end = Text.endBytes(kept.getLast(), room - room / HEAD_SHARE - 1);
            return shown(kept.subList(0, from), List.of(end));
        }
        return shown(kept.subList(0, from), kept.subList(to, kept.size()));
    }

    private String text(int headLines, int tailFrom) {
        var kept = kept();
        return shown(kept.subList(0, headLines), kept.subList(tailFrom, kept.size()));
    }

    private String shown(List<String> first, List<String> last) {
        var text = new StringBuilder();
        first.forEach(line -> text.append(line).append('\n'));
        var shownBytes =
                first.stream().mapToLong(Excerpt::size).sum()
                        + last.stream().mapToLong(Excerpt::size).sum();
        if (shownBytes < bytes) {
            text.append(mark(lines - first.size() - last.size(), bytes - shownBytes)).append('\n');
        }
        last.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private String mark(long leftLines, long leftBytes) {
        return String.format(
                Locale.ROOT,
                "[%,d lines, %,d bytes left out here; %,d lines, %,d bytes in all]",
                leftLines,
                leftBytes,
                lines,
                bytes);
    }

    private List<String> kept() {
        var kept = new ArrayList<>(head);
        kept.addAll(tail);
        return kept;
    }

    private static int size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
