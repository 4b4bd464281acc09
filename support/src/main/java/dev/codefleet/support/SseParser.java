package dev.codefleet.support;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes as they come, whatever the chunks. Lines may end in LF, CR LF
 * or CR. Memory is bounded by the size of one event. Not safe for several threads at once.
 */
public final class SseParser {
    /** Enough for every event of ours but whole snapshots of very large fleets. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 1 << 20;

    private static final int INITIAL_LINE_BYTES = 256;

    private final int maxEventBytes;
    private byte[] line = new byte[INITIAL_LINE_BYTES];
    private int lineLength;
    private boolean isAfterCarriageReturn;
    private boolean isFirstLine = true;

    private @Nullable String id;
    private String name = "";
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private int eventBytes;

    /**
     * @param maxEventBytes most bytes between two empty lines, and so of any line
     */
    public SseParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    public SseParser() {
        this(DEFAULT_MAX_EVENT_BYTES);
    }

    /** The stream sent an event larger than the bound: it must be closed. */
    public static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLargeException(int maxEventBytes) {
            super("an event of the stream is larger than " + maxEventBytes + " bytes");
        }
    }

    /**
     * Takes the next bytes and hands over every event that they complete, in order.
     *
     * @throws TooLargeException if an event passes the bound
     */
    public void feed(byte[] chunk, Consumer<? super SseEvent> events) {
        var start = 0;
        for (var i = 0; i < chunk.length; i++) {
            var b = chunk[i];
            if (b == '\n' || b == '\r') {
                append(chunk, start, i);
                start = i + 1;
                // CR LF is one break, also when it is cut in two by a chunk's end.
                if (b == '\r' || !isAfterCarriageReturn) {
                    endLine(events);
                }
            }
            isAfterCarriageReturn = b == '\r';
        }
        append(chunk, start, chunk.length);
    }

    private void append(byte[] chunk, int from, int to) {
        var length = to - from;
        eventBytes += length;
        if (eventBytes > maxEventBytes) {
            throw new TooLargeException(maxEventBytes);
        }
        if (lineLength + length > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, lineLength + length));
        }
        System.arraycopy(chunk, from, line, lineLength, length);
        lineLength += length;
    }

    private void endLine(Consumer<? super SseEvent> events) {
        var text = new String(line, 0, lineLength, StandardCharsets.UTF_8);
        lineLength = 0;
        if (isFirstLine) {
            isFirstLine = false;
            text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
        if (text.isEmpty()) {
            endEvent(events);
            return;
        }
        var colon = text.indexOf(':');
        if (colon < 0) {
            takeField(text, "");
        } else if (colon > 0) {
            var value = text.substring(colon + 1);
            takeField(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void takeField(String field, String value) {
        switch (field) {
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "event" -> name = value;
            case "data" -> {
                if (hasData) {
                    data.append('\n');
                }
                data.append(value);
                hasData = true;
            }
            default -> {
                // The standard has readers ignore fields that they do not know.
            }
        }
    }

    private void endEvent(Consumer<? super SseEvent> events) {
        var event =
                hasData
                        ? new SseEvent(id, name.isEmpty() ? "message" : name, data.toString())
                        : null;
        id = null;
        name = "";
        data.setLength(0);
        hasData = false;
        eventBytes = 0;
        if (event != null) {
            events.accept(event);
        }
    }
}
