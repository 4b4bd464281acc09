package dev.codefleet.cli.terminal;

/**
 * How text may look.
 *
 * @param hasColours whether ANSI colours are wanted
 * @param hasSymbols whether characters beyond ASCII can be shown
 */
public record Style(boolean hasColours, boolean hasSymbols) {
    private static final String RESET = "\u001b[0m";

    /** Nothing but ASCII. */
    public static final Style PLAIN = new Style(false, false);

    public String bold(String text) {
        return in("\u001b[1m", text);
    }

    public String dim(String text) {
        return in("\u001b[2m", text);
    }

    public String green(String text) {
        return in("\u001b[32m", text);
    }

    public String red(String text) {
        return in("\u001b[31m", text);
    }

    public String yellow(String text) {
        return in("\u001b[33m", text);
    }

    public String cyan(String text) {
        return in("\u001b[36m", text);
    }

    /** The first where it can be shown, the second elsewhere. */
    public String symbol(String symbol, String ascii) {
        return hasSymbols ? symbol : ascii;
    }

    private String in(String colour, String text) {
        return hasColours && !text.isEmpty() ? colour + text + RESET : text;
    }
}
