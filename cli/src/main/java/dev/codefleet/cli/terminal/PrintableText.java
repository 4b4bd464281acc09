package dev.codefleet.cli.terminal;

import dev.codefleet.gatewayclient.Invocation;
import java.util.regex.Pattern;

/**
 * Escapes text of others so that it is safe to show: what plans, commands, checks, repositories and
 * services say may hold characters that move the cursor, rename the window, answer in the user's
 * name or reverse the order of what is read. Colours are left out; everything else that is not
 * shown as it is written appears as an escape such as {@code \\x1b}, so that nothing is hidden
 * either. A no-break space becomes a plain one: {@link Invocation} joins words by it, and no shell
 * takes it for a space.
 *
 * <p>All output goes through here, after it was put together. The command's own colours are added
 * last: {@link Style} only marks where they go, by characters that Unicode keeps for internal use.
 * Text of others that has such characters can at most colour the line that it is in.
 */
public final class PrintableText {
    /** The marks of the styles are this and those that follow; the first ends all of them. */
    private static final char FIRST_MARK = '\uFDD0';

    private static final String[] SEQUENCES = {
        "\u001b[0m",
        "\u001b[1m",
        "\u001b[2m",
        "\u001b[31m",
        "\u001b[32m",
        "\u001b[33m",
        "\u001b[36m"
    };

    static final char END = FIRST_MARK;
    static final char BOLD = FIRST_MARK + 1;
    static final char DIM = FIRST_MARK + 2;
    static final char RED = FIRST_MARK + 3;
    static final char GREEN = FIRST_MARK + 4;
    static final char YELLOW = FIRST_MARK + 5;
    static final char CYAN = FIRST_MARK + 6;

    private static final Pattern COLOURS = Pattern.compile("(\u001b\\[|\u009b)[0-9;:]*m");

    private PrintableText() {}

    /** Text of others as part of a line: without any line end, tab or style. */
    public static String text(String outside) {
        return isPlain(outside) ? outside : cleaned(outside, false, false);
    }

    /** Text of others of which tabs are kept, such as a line of a log. */
    static String line(String outside) {
        return isPlain(outside) ? outside : cleaned(outside, true, false);
    }

    /** A line with the marks of styles, as it goes to the terminal. */
    static String styled(String line) {
        return isPlain(line) ? line : cleaned(line, false, true);
    }

    /**
     * JSON in which no character needs care: outside of its strings there are none, and inside they
     * may be written as escapes.
     */
    static String json(String json) {
        if (json.chars().allMatch(unit -> unit == '\n' || isSafe(unit))) {
            return json;
        }
        var escaped = new StringBuilder(json.length() + 16);
        for (var i = 0; i < json.length(); ) {
            var point = json.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\n' || isSafe(point)) {
                escaped.appendCodePoint(point);
            } else {
                for (var unit : Character.toChars(point)) {
                    escaped.append("\\u%04x".formatted((int) unit));
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(unit -> unit >= ' ' && unit <= '~');
    }

    private static String cleaned(String text, boolean keepsTabs, boolean hasStyles) {
        var rest = COLOURS.matcher(text).replaceAll("");
        var shown = new StringBuilder(rest.length() + 16);
        var isOpen = false;
        for (var i = 0; i < rest.length(); ) {
            var point = rest.codePointAt(i);
            i += Character.charCount(point);
            if (isSafe(point)) {
                shown.appendCodePoint(point);
            } else if (hasStyles && isMark(point)) {
                shown.append(SEQUENCES[point - FIRST_MARK]);
                isOpen = point != END;
            } else if (point == Invocation.SPACE) {
                shown.append(' ');
            } else if (point == '\t') {
                shown.append(keepsTabs ? '\t' : ' ');
            } else {
                shown.append(escape(point));
            }
        }
        return isOpen ? shown.append(SEQUENCES[0]).toString() : shown.toString();
    }

    private static boolean isMark(int point) {
        return point >= FIRST_MARK && point < FIRST_MARK + SEQUENCES.length;
    }

    /** Whether a character is shown where it stands, and does nothing else. */
    private static boolean isSafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            case Character.SPACE_SEPARATOR -> point != Invocation.SPACE;
            // Joiners make one sign of several and belong to some scripts; the others are unseen.
            case Character.FORMAT -> point == 0x200C || point == 0x200D || point == 0xAD;
            default -> true;
        };
    }

    private static String escape(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default ->
                    point < 0x100
                            ? "\\x%02x".formatted(point)
                            : point <= Character.MAX_VALUE
                                    ? "\\u%04x".formatted(point)
                                    : "\\U%08x".formatted(point);
        };
    }
}
