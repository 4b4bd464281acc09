package dev.codefleet.plan;

/** Text of a plan's author, made fit for a message. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** In quotes, on one line, and cut where it is long. */
    static String of(String text) {
        return "'" + shortened(text, LONGEST) + "'";
    }

    /** At most {@code longest} characters and the sign that some are left out, on one line. */
    static String shortened(String text, int longest) {
        var start = text.length() <= longest ? text : text.substring(0, longest) + "…";
        var plain = new StringBuilder(start.length());
        for (var i = 0; i < start.length(); i++) {
            var c = start.charAt(i);
            plain.append(Character.isISOControl(c) ? ' ' : Character.isSurrogate(c) ? '?' : c);
        }
        return plain.toString();
    }
}
