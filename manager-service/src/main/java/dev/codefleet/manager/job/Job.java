package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * State of a job; its methods are the legal transitions (drawn in this package's documentation).
 */
public sealed interface Job {
    JobState state();

    /** A job that has not ended. */
    sealed interface Active extends Job {
        default Failed fail(Failure failure) {
            return new Failed(failure);
        }

        default Cancelled cancel() {
            return new Cancelled();
        }
    }

    /** A job that ended without a result. */
    sealed interface Resumable extends Job {
        /** It waits for a manager to take it up; what has succeeded in it stays so. */
        default Queued resume() {
            return new Queued();
        }
    }

    /** Accepted or resumed, and not begun yet. */
    record Queued() implements Active {
        public Running start() {
            return new Running();
        }

        @Override
        public JobState state() {
            return JobState.QUEUED;
        }
    }

    /** Its subtasks run. */
    record Running() implements Active {
        public Integrating integrate() {
            return new Integrating();
        }

        @Override
        public JobState state() {
            return JobState.RUNNING;
        }
    }

    /** All subtasks succeeded; their commits are merged, checked and delivered. */
    record Integrating() implements Active {
        public Succeeded succeed(@Nullable String head) {
            return new Succeeded(head);
        }

        @Override
        public JobState state() {
            return JobState.INTEGRATING;
        }
    }

    /**
     * Delivered.
     *
     * @param head the merged commit; null without a repository
     */
    record Succeeded(@Nullable String head) implements Job {
        @Override
        public JobState state() {
            return JobState.SUCCEEDED;
        }
    }

    record Failed(Failure failure) implements Resumable {
        @Override
        public JobState state() {
            return JobState.FAILED;
        }
    }

    record Cancelled() implements Resumable {
        /** What a reader of the job is told. */
        public Failure failure() {
            return Failure.of(FailureReason.CANCELLED, "Cancelled on request.");
        }

        @Override
        public JobState state() {
            return JobState.CANCELLED;
        }
    }
}
