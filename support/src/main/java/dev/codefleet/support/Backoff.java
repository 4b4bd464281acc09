package dev.codefleet.support;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off: a pause that doubles with every failure in a row, up to a longest one.
 * Pure; whoever tries counts the failures.
 *
 * @param first the pause after one failure
 * @param longest no pause is longer
 */
public record Backoff(Duration first, Duration longest) {
    /** Doubled so often, every pause of more than a nanosecond is longer than a lifetime. */
    private static final int LARGEST_EXPONENT = 30;

    /**
     * The pause before the next try.
     *
     * @param failures in a row, 1 or more
     */
    public Duration pause(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures must be 1 or more, but was " + failures);
        }
        var next = first.multipliedBy(1L << Math.min(failures - 1, LARGEST_EXPONENT));
        return next.compareTo(longest) < 0 ? next : longest;
    }

    /**
     * Any pause from none up to that of {@link #pause}, in whole milliseconds, so that those who
     * failed together do not come back together ("Exponential Backoff and Jitter", AWS Architecture
     * Blog, 2015: full jitter).
     */
    public Duration fullJitter(int failures, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(pause(failures).toMillis() + 1));
    }

    /**
     * A pause shortened or lengthened by chance, so that those who act at the same time do not for
     * ever.
     *
     * @param part the largest change as a part of the pause, below 1
     */
    public static Duration spread(Duration pause, double part, RandomGenerator random) {
        return Duration.ofNanos((long) (pause.toNanos() * random.nextDouble(1 - part, 1 + part)));
    }
}
