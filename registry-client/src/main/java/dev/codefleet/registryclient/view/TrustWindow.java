package dev.codefleet.registryclient.view;

import java.time.Duration;

/**
 * The times that keep two programmers from working on one attempt. An attempt goes on without a
 * manager only while a majority of registries answers; a manager gives it up only when a majority
 * has not heard for long. Two majorities share a replica, and {@link #SELF_STOP} from sending a
 * beat is over before a replica's LOST limit from receiving it, so at the moment of giving up the
 * attempt has stopped. Clock rates may differ by 10 %.
 *
 * <p>There is no room for a grace between asking and killing: an attempt that stops itself by this
 * rule is killed at once, also while it has the grace of one that was cancelled before.
 */
public final class TrustWindow {
    /**
     * An attempt that was neither followed nor covered by an acknowledged beat sent for so long
     * stops itself.
     */
    public static final Duration SELF_STOP = Duration.ofSeconds(12);

    private static final double MAX_CLOCK_DRIFT = 0.1;

    private TrustWindow() {}

    /**
     * Checks that an attempt has stopped itself before its programmer is said to be LOST.
     *
     * @param lostAfter silence after which a registry says LOST
     * @throws IllegalArgumentException if it is too short to be safe
     */
    public static void requireLongerThanSelfStop(Duration lostAfter) {
        if (lostAfter.toNanos() <= SELF_STOP.toNanos() * (1 + MAX_CLOCK_DRIFT)) {
            throw new IllegalArgumentException(
                    "lost-after must be more than 10 % above "
                            + SELF_STOP
                            + ", after which attempts that nobody is heard of are killed without a"
                            + " grace, but is "
                            + lostAfter);
        }
    }
}
