package dev.codefleet.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Breaches for what services log as errors while they are simulated: a bug that was caught, or rows
 * that are not as memory believes.
 */
final class ErrorLog implements AutoCloseable {
    private static final Logger OURS = Logger.getLogger("dev.codefleet");
    private static final int MOST_LINES = 12;
    private static final ThreadLocal<@Nullable Ledger> LEDGER = new ThreadLocal<>();

    static {
        OURS.setUseParentHandlers(false);
        OURS.setLevel(Level.SEVERE);
        OURS.addHandler(new ToLedger());
    }

    private ErrorLog() {}

    /** From now on the errors of this thread breach that ledger. */
    static ErrorLog to(Ledger ledger) {
        LEDGER.set(ledger);
        return new ErrorLog();
    }

    static String describe(Throwable cause) {
        var text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString().lines().limit(MOST_LINES).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        LEDGER.remove();
    }

    private static final class ToLedger extends Handler {
        /** What a library says once of this JVM, which has no log manager of Quarkus'. */
        private static final String OF_THE_JVM = "The LogManager accessed before";

        @Override
        public void publish(LogRecord line) {
            var ledger = LEDGER.get();
            if (ledger != null
                    && line.getLevel().intValue() >= Level.SEVERE.intValue()
                    && !String.valueOf(line.getMessage()).startsWith(OF_THE_JVM)) {
                var thrown = line.getThrown();
                ledger.require(
                        false,
                        () ->
                                "logged as an error: "
                                        + line.getMessage()
                                        + (thrown == null ? "" : " " + describe(thrown)));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
