package dev.codefleet.git;

import java.util.regex.Pattern;

/** Makes text from outside fit for a message: short, on one line, without credentials. */
final class Printable {
    private static final int LONGEST = 200;
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/\\s'\"]*@");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Printable() {}

    static String of(String text) {
        var line = CONTROL.matcher(redacted(text)).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Replaces the user part of every URL in the text, lines kept. */
    static String redacted(String text) {
        return CREDENTIALS.matcher(text).replaceAll("***@");
    }
}
