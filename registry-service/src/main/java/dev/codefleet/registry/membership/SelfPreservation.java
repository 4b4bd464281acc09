package dev.codefleet.registry.membership;

import java.time.Duration;

/**
 * Decides whether silence still means that an agent is lost, for the agents of one kind. When many
 * fall silent together, or when this replica itself was not there to listen, it does not: until 90
 * % have been heard again, or 5 minutes have passed. (The idea is Eureka's self-preservation; here
 * it is bounded in time, so a real loss of many is only put off.)
 *
 * <p>Times are monotonic nanoseconds.
 */
final class SelfPreservation {
    static final Duration WINDOW = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LEAST_SUSPECTS = 3;
    private static final double SUSPECT_SHARE = 0.15;
    private static final double BACK_SHARE = 0.9;

    private boolean isProtecting;
    private long since;

    boolean isProtecting() {
        return isProtecting;
    }

    /** This replica was paused: what it did not hear was not necessarily unsaid. */
    void wasLate(long now) {
        isProtecting = true;
        since = now;
    }

    /**
     * Takes in how the pool stands.
     *
     * @param agents of the pool that are not lost
     * @param heard of them, those not silent for long
     * @param suspects of them, those that turned SUSPECT within {@link #WINDOW} and still are
     */
    void observe(long now, int agents, int heard, int suspects) {
        if (isProtecting) {
            isProtecting = heard < agents * BACK_SHARE && now - since < LONGEST.toNanos();
        } else if (suspects >= LEAST_SUSPECTS && suspects >= agents * SUSPECT_SHARE) {
            isProtecting = true;
            since = now;
        }
    }
}
