package dev.codefleet.plan;

import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant: one edit is allowed for every three letters. */
public final class ClosestWord {
    private static final int LONGEST_WORD = 64;
    private static final int MOST_EDITS = 3;

    private ClosestWord() {}

    /** The candidate with the fewest edits, letter case aside; null if none is near. */
    public static @Nullable String to(String word, Iterable<String> candidates) {
        if (word.isEmpty() || word.length() > LONGEST_WORD) {
            return null;
        }
        var wanted = word.toLowerCase(Locale.ROOT);
        var fewest = Math.min(word.length() / 3, MOST_EDITS) + 1;
        String nearest = null;
        for (var candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < fewest) {
                var edits = edits(wanted, candidate.toLowerCase(Locale.ROOT), fewest);
                if (edits < fewest) {
                    fewest = edits;
                    nearest = candidate;
                }
            }
        }
        return nearest;
    }

    /**
     * Inserted, left out, replaced and swapped letters (optimal string alignment distance), or
     * {@code limit} as soon as there cannot be fewer.
     */
    private static int edits(String left, String right, int limit) {
        var twoAbove = new int[right.length() + 1];
        var above = IntStream.rangeClosed(0, right.length()).toArray();
        for (var i = 1; i <= left.length(); i++) {
            var row = new int[right.length() + 1];
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.length(); j++) {
                var replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
                if (isSwapped(left, i, right, j)) {
                    row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            if (least >= limit) {
                return limit;
            }
            twoAbove = above;
            above = row;
        }
        return above[right.length()];
    }

    private static boolean isSwapped(String left, int i, String right, int j) {
        return i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
