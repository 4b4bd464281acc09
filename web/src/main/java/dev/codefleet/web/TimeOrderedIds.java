package dev.codefleet.web;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Ids that sort by the time they were made: nine base-36 digits of milliseconds since 1970 (enough
 * until the year 5188), then eleven that are random. Within a millisecond, or when the wall clock
 * steps back, the random part counts up, so the order holds in one process.
 */
public final class TimeOrderedIds implements IdSource {
    private static final int RADIX = 36;
    private static final int TIME_DIGITS = 9;
    private static final int RANDOM_DIGITS = 11;

    /** Leaves room for counting up without an eleven-digit overflow: 36^11 is about 2^56.9. */
    private static final long RANDOM_BOUND = 1L << 56;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMillis = -1;
    private long lastSuffix;

    public TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized String next() {
        var millis = clock.millis();
        if (millis > lastMillis) {
            lastMillis = millis;
            lastSuffix = random.nextLong(RANDOM_BOUND);
        } else {
            lastSuffix++;
        }
        return digits(lastMillis, TIME_DIGITS) + digits(lastSuffix, RANDOM_DIGITS);
    }

    private static String digits(long value, int width) {
        var text = Long.toString(value, RADIX);
        return "0".repeat(width - text.length()) + text;
    }
}
