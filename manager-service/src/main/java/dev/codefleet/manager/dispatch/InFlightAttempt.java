package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.manager.programmers.Programmer;
import org.jspecify.annotations.Nullable;

/** An attempt under way. It belongs to the engine's thread. */
final class InFlightAttempt {
    final AttemptId id;
    final HeldJob job;
    final Work work;
    final long dispatchedNanos;
    Programmer programmer;
    boolean isAccepted;
    boolean isCancelled;

    /** Its programmer did not know it and was told to end it; it was there nevertheless. */
    boolean isWithdrawn;

    /**
     * Whether an earlier owner of the job may have sent the order to the same programmer, under a
     * lower fence.
     */
    boolean isRepeated;

    @Nullable AttemptFollower follower;

    /**
     * @param dispatchedNanos by the monotonic clock
     */
    InFlightAttempt(
            AttemptId id, HeldJob job, Work work, Programmer programmer, long dispatchedNanos) {
        this.id = id;
        this.job = job;
        this.work = work;
        this.programmer = programmer;
        this.dispatchedNanos = dispatchedNanos;
    }
}
