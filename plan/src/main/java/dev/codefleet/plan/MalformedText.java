package dev.codefleet.plan;

/**
 * A text cannot be read, for its syntax is broken. Never leaves this package: its public methods
 * answer values.
 */
final class MalformedText extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private final int line;
    private final String text;

    MalformedText(int line, String text) {
        super(text, null, false, false);
        this.line = Math.max(1, line);
        this.text = Quoted.shortened(text, LONGEST);
    }

    /** 1-based. */
    int line() {
        return line;
    }

    String text() {
        return text;
    }
}
