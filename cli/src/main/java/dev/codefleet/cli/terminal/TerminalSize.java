package dev.codefleet.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Size of a terminal in characters.
 *
 * @param rows 1 or more
 * @param columns 1 or more
 */
public record TerminalSize(int rows, int columns) {
    /** Where the real one cannot be had. */
    public static final TerminalSize USUAL = new TerminalSize(24, 80);

    private static final int STTY_TIMEOUT_S = 1;

    /** Asks {@code stty}, the only portable way without native code. */
    public static TerminalSize ofProcess() {
        var builder = new ProcessBuilder("stty", "size");
        builder.redirectInput(new File("/dev/tty"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            var stty = builder.start();
            if (!stty.waitFor(STTY_TIMEOUT_S, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return USUAL;
            }
            var output = stty.getInputStream().readNBytes(100);
            return parse(new String(output, StandardCharsets.US_ASCII));
        } catch (IOException _) {
            return USUAL;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    static TerminalSize parse(String text) {
        var parts = text.strip().split(" ", -1);
        if (parts.length != 2 || !text.strip().matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
            return USUAL;
        }
        return new TerminalSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}
