package dev.codefleet.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;

/** Detects the capabilities of the process's own output. */
public final class Terminals {
    private static final int BUFFER_BYTES = 8 << 10;

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
        var out = strict(new FileOutputStream(FileDescriptor.out), System.out.charset());
        return new Terminal(out, System.err, new Style(isColoured, hasSymbols), isInteractive);
    }

    /** A stream whose failures end the command with {@link OutputFailed}. */
    public static PrintStream strict(OutputStream to, Charset charset) {
        var buffered = new BufferedOutputStream(new StrictOutput(to), BUFFER_BYTES);
        return new PrintStream(buffered, false, charset);
    }
}
