package dev.codefleet.cli.terminal;

/**
 * Marks for colours and symbols in text. It only marks the text: {@link Terminal} makes colours of
 * the marks after it has made safe what others wrote, see {@link PrintableText}.
 *
 * @param hasColours whether ANSI colours are wanted
 * @param hasSymbols whether characters beyond ASCII can be shown
 */
public record Style(boolean hasColours, boolean hasSymbols) {
    /** Nothing but ASCII. */
    public static final Style PLAIN = new Style(false, false);

    public String bold(String text) {
        return in(PrintableText.BOLD, text);
    }

    public String dim(String text) {
        return in(PrintableText.DIM, text);
    }

    public String green(String text) {
        return in(PrintableText.GREEN, text);
    }

    public String red(String text) {
        return in(PrintableText.RED, text);
    }

    public String yellow(String text) {
        return in(PrintableText.YELLOW, text);
    }

    public String cyan(String text) {
        return in(PrintableText.CYAN, text);
    }

    /** The first where it can be shown, the second elsewhere. */
    public String symbol(String symbol, String ascii) {
        return hasSymbols ? symbol : ascii;
    }

    private String in(char mark, String text) {
        return hasColours && !text.isEmpty() ? mark + text + PrintableText.END : text;
    }
}
