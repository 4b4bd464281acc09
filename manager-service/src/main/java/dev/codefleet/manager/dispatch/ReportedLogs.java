package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.manager.programmers.BundleClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the whole logs that reports announce, before the reports are acknowledged and the
 * programmers forget them. A log that is not to be had does not hold up what it is a log of.
 *
 * <p>They lie in memory until they are committed, which the heap bounds: those that are too much
 * together are left out.
 */
final class ReportedLogs {
    private static final Logger LOG = Logger.getLogger(ReportedLogs.class);
    private static final BoundedRetries FETCHES = new BoundedRetries(Duration.ofMillis(200), 3);

    /** What logs may take in memory together; a single one may be larger. */
    static final long MOST_BYTES = 16L << 20;

    /** A log that is in memory, or on its way there. */
    private record Held(HeldJob job, long bytes) {
        /** Of a job that is over, or another manager's, nobody says any more what became of it. */
        boolean isOver() {
            return job.isAbandoned || !job.isActive();
        }
    }

    private final Map<AttemptId, Held> held = new ConcurrentHashMap<>();
    private final BlockingWork work;
    private final BundleClient client;

    ReportedLogs(BlockingWork work, BundleClient client) {
        this.work = work;
        this.client = client;
    }

    /**
     * To be called on the engine's thread. The log counts as held until it is {@link #release}d.
     *
     * @param then gets the log, as gzip, or null, on the engine's thread
     */
    void take(InFlightAttempt flight, Report report, Consumer<byte @Nullable []> then) {
        var log = report.wholeLog();
        if (log == null) {
            then.accept(null);
        } else if (hold(flight, log.compressedBytes())) {
            fetch(flight, report, 1, then);
        } else {
            LOG.warnf(
                    "a whole log was left out, too many come at once: attempt=%s bytes=%d",
                    flight.id, log.compressedBytes());
            then.accept(null);
        }
    }

    /** The log is not in memory any more. Any thread. */
    void release(AttemptId attempt) {
        held.remove(attempt);
    }

    private boolean hold(InFlightAttempt flight, long bytes) {
        held.values().removeIf(Held::isOver);
        long all = held.values().stream().mapToLong(Held::bytes).sum();
        if (all > 0 && all + bytes > MOST_BYTES) {
            return false;
        }
        held.put(flight.id, new Held(flight.job, bytes));
        return true;
    }

    private void fetch(
            InFlightAttempt flight, Report report, int tries, Consumer<byte @Nullable []> then) {
        var log = report.wholeLog();
        if (log == null) {
            return;
        }
        client.log(flight.programmer.url(), flight.id, log)
                .onSuccess(content -> work.answer(flight.job, () -> then.accept(content)))
                .onFailure(cause -> {
                    var wait = FETCHES.after(tries);
                    if (wait.isPresent() && !(cause instanceof BundleClient.NotThere)) {
                        work.later(
                                flight.job,
                                wait.get(),
                                () -> fetch(flight, report, tries + 1, then));
                    } else {
                        release(flight.id);
                        LOG.warnf(
                                "a whole log was not to be had: attempt=%s cause=%s",
                                flight.id, cause.getMessage());
                        work.answer(flight.job, () -> then.accept(null));
                    }
                });
    }
}
