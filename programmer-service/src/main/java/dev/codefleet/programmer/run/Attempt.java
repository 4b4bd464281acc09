package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.programmer.trust.ManagerContact;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.programmer.trust.WatchedAttempt;
import java.time.Instant;

/**
 * An attempt that holds a slot.
 *
 * @param startedAt when the order was taken
 * @param startedNanos the same by the monotonic clock
 */
public record Attempt(
        Order order,
        EventLog events,
        ManagerContact contact,
        StopSignal stop,
        Instant startedAt,
        long startedNanos)
        implements WatchedAttempt {
    @Override
    public AttemptId id() {
        return order.attempt();
    }
}
