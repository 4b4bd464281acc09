package dev.codefleet.programmer.trust;

import java.time.Duration;

/**
 * The last contact with a manager that follows one attempt. Its order counts as one. Safe for use
 * by many threads; times are monotonic nanoseconds.
 */
public final class ManagerContact {
    private final long startedNanos;
    private long lastFollowedNanos;

    /**
     * @param startedNanos when the attempt was started
     * @param orderedNanos time before which its order was not sent
     */
    public ManagerContact(long startedNanos, long orderedNanos) {
        this.startedNanos = startedNanos;
        this.lastFollowedNanos = orderedNanos;
    }

    /** Notes that a manager has heard what was sent then. */
    public synchronized void followed(long sentNanos) {
        if (sentNanos - lastFollowedNanos > 0) {
            lastFollowedNanos = sentNanos;
        }
    }

    /**
     * How long ago that was sent which a manager has heard last. That there are readers of the
     * attempt's events does not count: their connections may be dead, and nobody told.
     */
    public synchronized Duration unfollowedFor(long nowNanos) {
        return Duration.ofNanos(nowNanos - lastFollowedNanos);
    }

    /** How long ago a manager showed that it wants the attempt; its order does, too. */
    public Duration unwantedFor(long nowNanos) {
        var running = Duration.ofNanos(nowNanos - startedNanos);
        var unfollowed = unfollowedFor(nowNanos);
        return running.compareTo(unfollowed) < 0 ? running : unfollowed;
    }
}
