package dev.codefleet.cli.terminal;

import java.io.IOException;

/** A failure to write the command's output, so that whatever it did has not been told. */
public final class OutputFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isClosedPipe;

    private OutputFailed(String message, boolean isClosedPipe) {
        super(message);
        this.isClosedPipe = isClosedPipe;
    }

    /** The reader of our output has gone, as {@code head} does when it has seen enough. */
    public static OutputFailed closedPipe() {
        return new OutputFailed("Broken pipe", true);
    }

    static OutputFailed of(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        // The system's words; the JVM has no type for it.
        return new OutputFailed(
                message,
                message.contains("Broken pipe") || message.contains("Connection reset by peer"));
    }

    public boolean isClosedPipe() {
        return isClosedPipe;
    }
}
