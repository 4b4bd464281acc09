package dev.codefleet.git;

import java.util.regex.Pattern;

/** Makes text from outside fit for a message: short, on one line, without credentials. */
public final class Printable {
    private static final int LONGEST = 200;
    private static final String HIDDEN = "***";
    private static final Pattern CREDENTIALS =
            Pattern.compile("(?<=://)(?<!\\bssh://(?=[\\w.-]{1,100}@))[^/\\s'\"]*@");
    private static final Pattern QUERY = Pattern.compile("(https?://[^\\s'\"?]*\\?)[^\\s'\"]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Printable() {}

    public static String of(String text) {
        var line = CONTROL.matcher(redacted(text)).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /**
     * Replaces the user part and the query of every URL in the text, lines kept. The name of an SSH
     * user is no secret; a name for a web server may be a token.
     */
    public static String redacted(String text) {
        var withoutUsers = CREDENTIALS.matcher(text).replaceAll(HIDDEN + "@");
        return QUERY.matcher(withoutUsers).replaceAll("$1" + HIDDEN);
    }

    /**
     * An address that may be wrong in any way, without what could be a password: one that holds a
     * slash, or an {@code @}, would not be found by {@link #redacted} in a text.
     */
    static String address(String text) {
        var end = text.lastIndexOf('@');
        var scheme = text.indexOf("://");
        var start = scheme < 0 ? 0 : scheme + "://".length();
        if (end < start || (scheme < 0 && text.indexOf(':') < 0)) {
            return redacted(text);
        }
        return redacted(text.substring(0, start) + HIDDEN + text.substring(end));
    }
}
