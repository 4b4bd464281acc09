package dev.codefleet.programmer.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines of bounded length, as a terminal would show them in the end. A carriage
 * return begins the line anew, so that of a progress bar its last state is left and what follows it
 * is not lost. Of a line that is too long the beginning and the end are left, with a mark between
 * them. Zero characters are replaced, for databases do not take them.
 */
public final class LineSplitter {
    public static final int MAX_CHARACTERS = 2_000;

    /** Of either end of a line that is cut. */
    private static final int END_CHARACTERS = 960;

    private static final int MOST_BYTES_PER_CHARACTER = 4;
    private static final int HEAD_BYTES = MOST_BYTES_PER_CHARACTER * MAX_CHARACTERS;
    private static final int TAIL_BYTES = MOST_BYTES_PER_CHARACTER * END_CHARACTERS;

    private final Consumer<String> lines;
    private final byte[] head = new byte[HEAD_BYTES];

    /** The last bytes that did not fit the head; the oldest is overwritten first. */
    private final byte[] tail = new byte[TAIL_BYTES];

    private long length;
    private long characters;
    private boolean isReturned;

    public LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    public void accept(byte[] bytes, int count) {
        for (var i = 0; i < count; i++) {
            var next = bytes[i];
            if (next == '\n') {
                emit();
            } else if (next == '\r') {
                isReturned = true;
            } else {
                if (isReturned) {
                    begin();
                }
                add(next);
            }
        }
    }

    /** Gives out a last line that has no line end. */
    public void finish() {
        if (length > 0) {
            emit();
        }
    }

    private void add(byte next) {
        if (length < HEAD_BYTES) {
            head[(int) length] = next;
        } else {
            tail[(int) ((length - HEAD_BYTES) % TAIL_BYTES)] = next;
        }
        length++;
        if ((next & 0xC0) != 0x80) {
            characters++;
        }
    }

    private void begin() {
        length = 0;
        characters = 0;
        isReturned = false;
    }

    private void emit() {
        var text = length <= HEAD_BYTES ? decode(head, (int) length) : null;
        if (text == null || text.length() > MAX_CHARACTERS) {
            text = cut();
        }
        begin();
        lines.accept(text.replace('\0', '\uFFFD'));
    }

    private String cut() {
        var first = Text.cut(decode(head, (int) Math.min(length, HEAD_BYTES)), END_CHARACTERS);
        var last = Text.end(end(), END_CHARACTERS);
        var left = characters - points(first) - points(last);
        return String.format(Locale.ROOT, "%s [… %,d characters left out …] %s", first, left, last);
    }

    /** The last bytes in their order, from the first whole character on. */
    private String end() {
        var count = (int) Math.min(length, TAIL_BYTES);
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) {
            var at = length - count + i;
            bytes[i] =
                    at < HEAD_BYTES ? head[(int) at] : tail[(int) ((at - HEAD_BYTES) % TAIL_BYTES)];
        }
        var start = 0;
        while (start < count && (bytes[start] & 0xC0) == 0x80) {
            start++;
        }
        return new String(bytes, start, count - start, StandardCharsets.UTF_8);
    }

    private static String decode(byte[] bytes, int count) {
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }

    private static int points(String text) {
        return text.codePointCount(0, text.length());
    }
}
