package dev.codefleet.manager.job;

import java.time.Duration;
import java.time.Instant;

/**
 * The duration of a job: from its acceptance to its end, without the time in which it had ended and
 * was not resumed yet. The one meaning for views, metrics and logs.
 */
public final class Makespan {
    private static final Duration LEAST = Duration.ofMillis(1);

    private Makespan() {}

    /** In whole milliseconds, 1 at least. */
    public static Duration of(Instant createdAt, Instant finishedAt, Duration idle) {
        long whole = finishedAt.toEpochMilli() - createdAt.toEpochMilli();
        var makespan = Duration.ofMillis(whole).minus(idle);
        return makespan.compareTo(LEAST) < 0 ? LEAST : makespan;
    }
}
