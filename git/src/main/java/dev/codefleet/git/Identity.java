package dev.codefleet.git;

import java.util.regex.Pattern;

/**
 * Author and committer of commits.
 *
 * @param name the person's or service's name, not blank
 * @param email the address, not blank
 */
public record Identity(String name, String email) {
    private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cntrl}<>\"\\\\]");

    /**
     * @throws IllegalArgumentException if a part is blank or has characters that git has a meaning
     *     for
     */
    public Identity {
        for (var part : new String[] {name, email}) {
            if (part.isBlank() || FORBIDDEN.matcher(part).find()) {
                throw new IllegalArgumentException(
                        "Not usable in a commit's identity: " + Printable.of(part));
            }
        }
    }
}
