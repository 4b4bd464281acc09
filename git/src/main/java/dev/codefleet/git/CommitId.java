package dev.codefleet.git;

import java.util.regex.Pattern;

/**
 * The full name of a commit: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.
 *
 * @param hex the digits
 */
public record CommitId(String hex) {
    private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException if {@code hex} is not a full commit name
     */
    public CommitId {
        if (!isFull(hex)) {
            throw new IllegalArgumentException(
                    "A commit id has 40 or 64 lower-case hexadecimal digits: " + Printable.of(hex));
        }
    }

    /** Whether {@code text} is a full commit name. */
    public static boolean isFull(String text) {
        return FULL.matcher(text).matches();
    }

    public boolean isSha256() {
        return hex.length() == 64;
    }

    @Override
    public String toString() {
        return hex;
    }
}
