package dev.codefleet.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks text between words, so that a narrow terminal does not break it within them. Only at plain
 * spaces: what is to be pasted stays in one piece, if need be on a longer line of its own.
 */
public final class WordWrap {
    private WordWrap() {}

    /** Lines of at most that many characters, but where one word is longer. */
    public static List<String> wrapped(String text, int columns) {
        return wrapped(text, columns, "");
    }

    /**
     * The same with every line but the first indented.
     *
     * @param indent counts as part of the line
     */
    public static List<String> wrapped(String text, int columns, String indent) {
        if (text.length() <= columns) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        var isEmpty = true;
        for (var word : text.split(" ", -1)) {
            if (!isEmpty
                    && !line.toString().isBlank()
                    && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** Lines of at most that many characters; longer words are broken. */
    static List<String> broken(String text, int columns) {
        if (text.length() <= columns) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var step = Math.max(1, columns);
        for (var line : wrapped(text, columns)) {
            for (var from = 0; from == 0 || from < line.length(); from += step) {
                lines.add(line.substring(from, Math.min(line.length(), from + step)));
            }
        }
        return lines;
    }

    /** Number of characters of the longest word. */
    static int longest(String text) {
        var longest = 0;
        for (var word : text.split(" ", -1)) {
            longest = Math.max(longest, word.length());
        }
        return longest;
    }
}
