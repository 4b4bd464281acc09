package dev.codefleet.manager.retention;

import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.web.Ticker;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Deletes ended jobs that are too old or too many, and what deleted jobs have left. Of each second
 * a part is used for it at most, so that jobs at work have the database to themselves otherwise.
 */
@Singleton
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int MOST_AT_ONCE = 100;
    private static final Duration MOST_PER_SECOND = Duration.ofMillis(250);
    private static final Duration MANAGERS_KEPT = Duration.ofDays(1);

    private final RetentionStore store;
    private final ManagerConfig config;
    private final InstantSource clock;
    private final Ticker ticker;

    private interface Step {
        /** Does a little of it; says how much. */
        int run() throws SQLException;
    }

    Retention(RetentionStore store, ManagerConfig config, InstantSource clock, Ticker ticker) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.ticker = ticker;
    }

    void check(@Observes StartupEvent event) {
        requireNoLess("ended-jobs-max-age-days", config.endedJobsMaxAgeDays());
        requireNoLess("ended-jobs-max-count", config.endedJobsMaxCount());
    }

    private static void requireNoLess(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "codefleet.manager."
                            + name
                            + " is "
                            + value
                            + ": it must be a positive number, or 0 for no limit.");
        }
    }

    @Scheduled(
            every = "1m",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void expire() {
        int days = config.endedJobsMaxAgeDays();
        if (days > 0) {
            var age = Duration.ofDays(days);
            var now = clock.instant();
            var all = run("old jobs", () -> store.deleteOlder(age, now, MOST_AT_ONCE));
            tell(all, "ended jobs deleted for their age: count=%d days=%d", days);
        }
        int most = config.endedJobsMaxCount();
        if (most > 0) {
            var all = run("surplus jobs", () -> store.deleteBeyond(most, MOST_AT_ONCE));
            tell(all, "ended jobs deleted for their number: count=%d most=%d", most);
        }
        run("rows of managers", () -> store.deleteManagers(MANAGERS_KEPT, MOST_AT_ONCE));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        run("rows of deleted jobs", () -> store.sweep() ? 1 : 0);
    }

    /** Goes on until nothing is left or the time is used up; the next time goes on from there. */
    private int run(String what, Step step) {
        long end = ticker.nanos() + MOST_PER_SECOND.toNanos();
        int all = 0;
        try {
            int done;
            do {
                done = step.run();
                all += done;
            } while (done > 0 && ticker.nanos() - end < 0);
        } catch (SQLException away) {
            LOG.warnf("%s stay for now: cause=%s", what, away.getMessage());
        }
        return all;
    }

    private static void tell(int count, String message, int limit) {
        if (count > 0) {
            LOG.infof(message, count, limit);
        }
    }
}
