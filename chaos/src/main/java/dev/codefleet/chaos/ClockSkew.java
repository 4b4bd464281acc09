package dev.codefleet.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Offsets of the processes' wall clocks: half of them by up to 10 minutes, for the whole run.
 * Services have their clock from one place, which takes an offset.
 */
final class ClockSkew {
    private static final int MOST_SECONDS = 600;

    private final RandomGenerator random;
    private final Map<String, Duration> offsets = new TreeMap<>();

    ClockSkew(RandomGenerator random) {
        this.random = random;
    }

    /** The same for the same process in all its lives. */
    synchronized Duration offset(String id) {
        return offsets.computeIfAbsent(id, _ -> draw());
    }

    private Duration draw() {
        var isOff = random.nextBoolean();
        var seconds = random.nextInt(-MOST_SECONDS, MOST_SECONDS + 1);
        return isOff ? Duration.ofSeconds(seconds) : Duration.ZERO;
    }

    @Override
    public synchronized String toString() {
        return offsets.toString();
    }
}
