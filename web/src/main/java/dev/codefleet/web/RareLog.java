package dev.codefleet.web;

import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs a repeating failure at a bounded rate: when it begins, when it becomes another one, once a
 * minute while it lasts, and when it is over. Safe for all threads.
 */
public final class RareLog {
    static final Duration REPEAT = Duration.ofMinutes(1);

    private final Logger log;
    private final Ticker ticker;
    private @Nullable String told;
    private long toldAtNanos;
    private long untold;

    public RareLog(Logger log, Ticker ticker) {
        this.log = log;
        this.ticker = ticker;
    }

    /**
     * The trouble is there.
     *
     * @param trouble the same text as long as it is the same trouble
     * @param cause its details, which may differ each time
     */
    public synchronized void tell(String trouble, @Nullable String cause) {
        var now = ticker.nanos();
        if (Objects.equals(trouble, told) && now - toldAtNanos < REPEAT.toNanos()) {
            untold++;
            return;
        }
        log.warnf("%s: cause=%s untold=%d", trouble, cause, untold);
        told = trouble;
        toldAtNanos = now;
        untold = 0;
    }

    /** The trouble is not there. */
    public synchronized void over() {
        if (told != null) {
            log.infof("over: %s", told);
            told = null;
            untold = 0;
        }
    }
}
