package dev.codefleet.manager.lease;

import java.time.Duration;

/**
 * A lease as its holder counts it: from before it was asked for, by the monotonic clock, and ending
 * a margin early. The database counts from when it answered, so the holder always stops first (Gray
 * and Cheriton, "Leases", SOSP 1989).
 *
 * @param fence ever-growing over all managers
 * @param askedAtNanos monotonic time at which it was last asked for
 */
public record Lease(long fence, long askedAtNanos) {
    /**
     * How long a lease lasts by the database's clock. With the time it takes others to look it
     * stays below the 5 s in which jobs of a manager that died are to go on.
     */
    public static final Duration TIME = Duration.ofMillis(4_500);

    /**
     * How long before its end the holder stops: clock drift, and time for what was begun just
     * before.
     */
    public static final Duration MARGIN = Duration.ofSeconds(1);

    /** Whether the holder may still act at a monotonic time. */
    public boolean holds(long nanos) {
        return nanos - askedAtNanos < TIME.minus(MARGIN).toNanos();
    }

    Lease renewed(long askedAgainAtNanos) {
        return new Lease(fence, askedAgainAtNanos);
    }
}
