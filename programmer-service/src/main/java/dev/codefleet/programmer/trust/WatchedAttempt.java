package dev.codefleet.programmer.trust;

import dev.codefleet.contract.attempt.AttemptId;

/** An attempt under way, as far as {@link CutOffWatch} needs to know it. */
public interface WatchedAttempt {
    AttemptId id();

    ManagerContact contact();

    StopSignal stop();
}
