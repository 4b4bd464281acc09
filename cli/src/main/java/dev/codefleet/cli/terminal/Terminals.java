package dev.codefleet.cli.terminal;

import java.util.Map;

/** Finds out what the process's own output can do. */
public final class Terminals {
    private Terminals() {}

    /**
     * The terminal of this process. The launcher says in {@code codefleet.terminal} whether
     * standard output is one, as a JVM cannot tell without loading much; without a word it is taken
     * for a pipe.
     *
     * @param environment {@code TERM=dumb} means no terminal, {@code NO_COLOR} no colours
     */
    public static Terminal ofProcess(Map<String, String> environment) {
        var isInteractive =
                Boolean.getBoolean("codefleet.terminal")
                        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        var isColoured = isInteractive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        var hasSymbols = System.out.charset().newEncoder().canEncode('\u2713');
        return new Terminal(
                System.out, System.err, new Style(isColoured, hasSymbols), isInteractive);
    }
}
