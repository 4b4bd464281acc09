package dev.codefleet.programmer.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Cuts text to size without breaking a character. */
public final class Text {
    private Text() {}

    /** The beginning, at most {@code max} UTF-16 units. */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }

    /** The end, at most {@code max} UTF-16 units. */
    public static String end(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        var start = text.length() - max;
        return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }

    /** The end, at most {@code max} bytes of UTF-8. */
    static String endBytes(String text, int max) {
        var start = text.length();
        for (var bytes = 0; start > 0; ) {
            var point = text.codePointBefore(start);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > max) {
                break;
            }
            start -= Character.charCount(point);
        }
        return text.substring(start);
    }

    /** The beginning, at most {@code max} bytes of UTF-8. */
    public static String cutBytes(String text, int max) {
        if (text.length() <= max / 3) {
            return text;
        }
        var bytes = ByteBuffer.allocate(max);
        var rest = CharBuffer.wrap(text);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(rest, bytes, true);
        return text.substring(0, rest.position());
    }
}
