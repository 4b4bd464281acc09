package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the whole logs that reports announce, before the reports are acknowledged and the
 * programmers forget them. A log that is not to be had does not hold up what it is a log of.
 */
final class ReportedLogs {
    private static final Logger LOG = Logger.getLogger(ReportedLogs.class);
    private static final Backoff FETCHES = new Backoff(Duration.ofMillis(200), 3);

    private final BlockingWork work;
    private final BundleClient client;

    ReportedLogs(BlockingWork work, BundleClient client) {
        this.work = work;
        this.client = client;
    }

    /**
     * @param then gets the log, as gzip, or null, on the engine's thread
     */
    void take(Flight flight, Report report, Consumer<byte @Nullable []> then) {
        if (report.wholeLog() == null) {
            then.accept(null);
        } else {
            fetch(flight, report, 1, then);
        }
    }

    private void fetch(Flight flight, Report report, int tries, Consumer<byte @Nullable []> then) {
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
                        LOG.warnf(
                                "a whole log was not to be had: attempt=%s cause=%s",
                                flight.id, cause.getMessage());
                        work.answer(flight.job, () -> then.accept(null));
                    }
                });
    }
}
