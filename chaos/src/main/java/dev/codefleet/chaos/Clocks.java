package dev.codefleet.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How far the wall clock of each process is off: half of them by up to 10 minutes, for the whole
 * run. Services have their clock from one place, which takes an offset.
 */
final class Clocks {
    private static final int MOST_SECONDS = 600;

    private final RandomGenerator random;
    private final Map<String, Duration> offsets = new TreeMap<>();

    Clocks(RandomGenerator random) {
        this.random = random;
    }

    /** The same for the same process in all its lives. */
    synchronized Duration offset(String id) {
        return offsets.computeIfAbsent(id, key -> draw());
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
