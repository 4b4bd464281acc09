package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a subtask; its methods are the legal transitions (drawn in this package's
 * documentation).
 */
public sealed interface Subtask {
    SubtaskState state();

    /** A subtask that has not started and need not. */
    sealed interface Waiting extends Subtask {
        default Cancelled cancel() {
            return new Cancelled();
        }
    }

    /** A subtask that ended without a result. */
    sealed interface Resumable extends Subtask {
        /** Its job is resumed: it counts from the start, but its attempts' numbers go on. */
        default Pending resume() {
            return new Pending();
        }
    }

    /** Dependencies are open. */
    record Pending() implements Waiting {
        public Ready ready() {
            return new Ready(null);
        }

        public Skipped skip(Failure chain) {
            return new Skipped(chain);
        }

        @Override
        public SubtaskState state() {
            return SubtaskState.PENDING;
        }
    }

    /**
     * May be dispatched.
     *
     * @param notBefore when a retry may start; null for at once
     */
    record Ready(@Nullable Instant notBefore) implements Waiting {
        public Running dispatch() {
            return new Running();
        }

        public Failed fail(Failure failure) {
            return new Failed(failure);
        }

        @Override
        public SubtaskState state() {
            return SubtaskState.READY;
        }
    }

    /** An attempt is under way. */
    record Running() implements Subtask {
        public Succeeded succeed(@Nullable String commit) {
            return new Succeeded(commit);
        }

        public Ready retry(@Nullable Instant notBefore) {
            return new Ready(notBefore);
        }

        public Failed fail(Failure failure) {
            return new Failed(failure);
        }

        public Cancelled cancel() {
            return new Cancelled();
        }

        @Override
        public SubtaskState state() {
            return SubtaskState.RUNNING;
        }
    }

    /**
     * Accepted.
     *
     * @param commit null without files
     */
    record Succeeded(@Nullable String commit) implements Subtask {
        @Override
        public SubtaskState state() {
            return SubtaskState.SUCCEEDED;
        }
    }

    record Failed(Failure failure) implements Resumable {
        @Override
        public SubtaskState state() {
            return SubtaskState.FAILED;
        }
    }

    record Cancelled() implements Resumable {
        @Override
        public SubtaskState state() {
            return SubtaskState.CANCELLED;
        }
    }

    /** A dependency failed; the failure names the chain. */
    record Skipped(Failure chain) implements Resumable {
        @Override
        public SubtaskState state() {
            return SubtaskState.SKIPPED;
        }
    }
}
