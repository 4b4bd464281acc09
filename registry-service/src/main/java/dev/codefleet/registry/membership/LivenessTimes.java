package dev.codefleet.registry.membership;

import java.time.Duration;

/**
 * The times by which silence is judged, and how they stretch: with more agents than may beat at the
 * full rate, interval and limits grow in proportion, so that the beats per second stay bounded.
 *
 * @param agentsAtFullRate up to which nothing stretches
 */
public record LivenessTimes(
        Duration beatInterval,
        Duration suspectAfter,
        Duration lostAfter,
        Duration forgetAfter,
        Duration tick,
        int agentsAtFullRate) {
    /** Beats are spread by this share of the interval, to either side. */
    private static final double JITTER = 0.2;

    /**
     * @throws IllegalArgumentException if the times are not in the order that makes them mean
     *     something
     */
    public LivenessTimes {
        require(tick.isPositive() && agentsAtFullRate > 0, "tick and agents-at-full-rate > 0");
        require(
                beatInterval.toNanos() * (1 + JITTER) < suspectAfter.toNanos(),
                "beat-interval with jitter < suspect-after, but they are "
                        + beatInterval
                        + " and "
                        + suspectAfter);
        require(
                suspectAfter.compareTo(lostAfter) < 0,
                "suspect-after < lost-after, but they are " + suspectAfter + " and " + lostAfter);
    }

    /** By how much everything stretches for so many agents; 1 or more. */
    public double stretch(int agents) {
        return Math.max(1, (double) agents / agentsAtFullRate);
    }

    public long beatIntervalMs(double stretch) {
        return (long) (beatInterval.toMillis() * stretch);
    }

    long suspectNanos(double stretch) {
        return (long) (suspectAfter.toNanos() * stretch);
    }

    long lostNanos(double stretch) {
        return (long) (lostAfter.toNanos() * stretch);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "The registry's times (CODEFLEET_REGISTRY_…) must keep: " + rule + ".");
        }
    }
}
