package dev.codefleet.registryclient.view;

import dev.codefleet.support.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes when the next request to a replica is due. Beats are spread by 20 % so that agents that
 * started together do not stay together; times are nanoseconds to wait.
 */
public final class BeatPacing {
    /** However often the state changes, beats keep this distance. */
    public static final Duration LEAST_DISTANCE = Duration.ofMillis(100);

    /** Changes seldom come alone: a job's first orders reach a programmer together. */
    public static final Duration GATHERING = Duration.ofMillis(10);

    public static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final double JITTER = 0.2;

    private final RandomGenerator random;
    private Duration interval = DEFAULT_INTERVAL;
    private int failures;

    public BeatPacing(RandomGenerator random) {
        this.random = random;
    }

    /** After an answered beat, reckoned from when that was sent. */
    public long afterBeat(long nextIntervalMs) {
        failures = 0;
        var asked = Duration.ofMillis(Math.max(nextIntervalMs, LEAST_DISTANCE.toMillis()));
        interval = asked.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : asked;
        return spread(interval);
    }

    /** After a request that failed: soon at first, then up to the interval of beats. */
    public long afterFailure() {
        failures++;
        return spread(new Backoff(FIRST_RETRY, interval).pause(failures));
    }

    /**
     * For a beat that tells of a change.
     *
     * @param sinceLast nanoseconds since the last one was sent
     */
    public long soon(long sinceLast) {
        return Math.max(GATHERING.toNanos(), LEAST_DISTANCE.toNanos() - sinceLast);
    }

    private long spread(Duration wait) {
        return Backoff.spread(wait, JITTER, random).toNanos();
    }
}
