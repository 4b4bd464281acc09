package dev.codefleet.git;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A branch, tag or full reference name that follows the rules of {@code git check-ref-format
 * --allow-onelevel}, and does not start with a dash so that no command can take it for an option.
 *
 * @param value the name, 1 to 250 characters
 */
public record RefName(String value) {
    private static final int LONGEST = 250;
    private static final List<String> WHERE = List.of("", "refs/heads/", "refs/tags/", "refs/");
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//");

    /**
     * @throws IllegalArgumentException if the name breaks a rule
     */
    public RefName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a valid git ref name: " + Printable.of(value));
        }
    }

    /** Whether {@code name} is a ref name that git accepts. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LONGEST || name.equals("@")) {
            return false;
        }
        if (name.startsWith("-")
                || name.startsWith("/")
                || name.endsWith("/")
                || name.endsWith(".")) {
            return false;
        }
        if (FORBIDDEN.matcher(name).find()) {
            return false;
        }
        for (var part : name.split("/", -1)) {
            if (part.startsWith(".") || part.endsWith(".lock")) {
                return false;
            }
        }
        return true;
    }

    /**
     * What the name may stand for, as full reference names; the first that a repository has is
     * meant. The name itself is first, then branches before tags, as {@code git clone --branch} has
     * it. Wherever a name is looked up, this is the order.
     */
    public List<String> candidates() {
        return WHERE.stream().map(prefix -> prefix + value).toList();
    }

    @Override
    public String toString() {
        return value;
    }
}
