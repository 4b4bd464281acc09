package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Jobs that were dropped here although their rows may still say that they are ours. They are taken
 * up again: at once the first time, and after ever longer waits if it happens again and again,
 * since what the database refuses now it may refuse for ever. Safe for use by many threads.
 */
final class DroppedJobs {
    private static final BoundedRetries WAITS =
            new BoundedRetries(Duration.ofMillis(500), Integer.MAX_VALUE);

    /** Meanwhile nobody can cancel the job, and nobody follows what it still runs. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Without trouble for so long, the next is the first again. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

    private final Ticker ticker;
    private final Map<JobId, Trouble> troubles = new HashMap<>();
    private final List<Dropped> waiting = new ArrayList<>();

    /**
     * @param fence under which it was held
     */
    record Dropped(JobId job, long fence, long dueNanos) {}

    private record Trouble(int times, long lastNanos) {}

    DroppedJobs(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized void add(JobId job, long fence) {
        var now = ticker.nanos();
        troubles.values()
                .removeIf(trouble -> now - trouble.lastNanos() > FORGOTTEN_AFTER.toNanos());
        var before = troubles.getOrDefault(job, new Trouble(0, now)).times();
        troubles.put(job, new Trouble(before + 1, now));
        waiting.add(new Dropped(job, fence, now + wait(before).toNanos()));
    }

    private static Duration wait(int timesBefore) {
        if (timesBefore == 0) {
            return Duration.ZERO;
        }
        var next = WAITS.after(timesBefore).orElseThrow();
        return next.compareTo(LONGEST_WAIT) < 0 ? next : LONGEST_WAIT;
    }

    /** Those that wait. */
    synchronized int size() {
        return waiting.size();
    }

    /** Those whose wait is over; each is returned once. */
    synchronized List<Dropped> takeDue() {
        var now = ticker.nanos();
        var due = waiting.stream().filter(each -> now - each.dueNanos() >= 0).toList();
        waiting.removeAll(due);
        return due;
    }
}
