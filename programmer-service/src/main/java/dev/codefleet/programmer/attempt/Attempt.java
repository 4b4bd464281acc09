package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.execute.StopSignal;
import java.time.Duration;
import java.time.Instant;

/**
 * An attempt that holds a slot.
 *
 * @param startedAt when the order was taken
 * @param startedNanos the same by the monotonic clock
 */
record Attempt(
        Order order, EventLog events, StopSignal stop, Instant startedAt, long startedNanos) {
    AttemptId id() {
        return order.attempt();
    }

    /** How long ago a manager showed that it wants the attempt; its order does, too. */
    Duration unwantedFor(long nowNanos) {
        var running = Duration.ofNanos(nowNanos - startedNanos);
        var unfollowed = events.unfollowedFor(nowNanos);
        return running.compareTo(unfollowed) < 0 ? running : unfollowed;
    }
}
