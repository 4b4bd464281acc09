package dev.codefleet.support;

import org.jspecify.annotations.Nullable;

/** Writes server-sent events as the WHATWG HTML standard defines them. */
public final class Sse {
    /** The media type of a stream. */
    public static final String MEDIA_TYPE = "text/event-stream";

    /** A comment: readers ignore it, but it shows that the stream is alive. */
    public static final String KEEP_ALIVE = ":\n\n";

    /**
     * What a stream begins with: how many milliseconds a reader waits before it comes back after
     * the stream has ended or broken.
     */
    public static final String RETRY = "retry:1000\n\n";

    private Sse() {}

    /** The event's text, its closing empty line included. */
    public static String encode(SseEvent event) {
        var text = new StringBuilder(event.data().length() + 48);
        if (event.id() != null) {
            text.append("id:").append(oneLine(event.id())).append('\n');
        }
        text.append("event:").append(oneLine(event.name())).append('\n');
        appendData(text, event.data());
        return text.append('\n').toString();
    }

    /**
     * An event whose data is a value of our own as JSON, and whose name is written on the value's
     * type, see {@link SseTypes}.
     */
    public static SseEvent json(@Nullable String id, Object value) {
        return new SseEvent(id, SseTypes.name(value.getClass()), Json.text(value));
    }

    private static void appendData(StringBuilder text, String data) {
        var start = 0;
        while (true) {
            var end = start;
            while (end < data.length() && !isBreak(data.charAt(end))) {
                end++;
            }
            // The space keeps a space that the data itself begins with.
            text.append("data: ").append(data, start, end).append('\n');
            if (end == data.length()) {
                return;
            }
            start = end + (data.startsWith("\r\n", end) ? 2 : 1);
        }
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private static String oneLine(String text) {
        if (text.chars().anyMatch(c -> isBreak((char) c) || c == 0)) {
            throw new IllegalArgumentException("an event's id and name must be one line");
        }
        return text;
    }
}
