package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.Unschedulable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change to a job's rows, to be written under the job's fence. */
public sealed interface Change {
    JobId job();

    /**
     * A job's new state.
     *
     * @param from the state that the row must have
     * @param finishedAt null unless {@code to} is final
     * @param unschedulable what of it nobody can take; null if somebody can take all
     */
    record OfJob(
            JobId job,
            JobState from,
            JobState to,
            @Nullable String base,
            @Nullable String head,
            int slots,
            long workMs,
            @Nullable Failure failure,
            boolean cancelRequested,
            @Nullable Instant finishedAt,
            @Nullable List<Unschedulable> unschedulable)
            implements Change {}

    /**
     * A subtask's new state.
     *
     * @param ordinal its place in the plan
     * @param key its name there
     * @param from the state that the row must have
     */
    record OfSubtask(
            JobId job,
            int ordinal,
            String key,
            SubtaskState from,
            SubtaskState to,
            int attempts,
            int failures,
            int losses,
            @Nullable Instant notBefore,
            @Nullable String commit,
            @Nullable Failure failure)
            implements Change {}

    /** A new attempt, DISPATCHED. */
    record AttemptStarted(AttemptId attempt, String programmer, long fence, Instant at)
            implements Change {
        @Override
        public JobId job() {
            return attempt.job();
        }
    }

    /** A refused attempt that goes to another programmer. */
    record AttemptMoved(AttemptId attempt, String programmer) implements Change {
        @Override
        public JobId job() {
            return attempt.job();
        }
    }

    /**
     * An attempt that was taken (RUNNING) or has ended.
     *
     * @param finishedAt null while RUNNING
     * @param receipt null while RUNNING, and when the attempt was LOST
     * @param bundle sha256 of the accepted bundle; null without one
     */
    record OfAttempt(
            AttemptId attempt,
            AttemptState to,
            @Nullable Instant finishedAt,
            @Nullable Failure failure,
            @Nullable Receipt receipt,
            @Nullable String bundle,
            @Nullable String log)
            implements Change {
        @Override
        public JobId job() {
            return attempt.job();
        }
    }

    /** The content of an accepted bundle. */
    record BundleKept(JobId job, String sha256, byte[] content) implements Change {}

    /** The whole log of an attempt, as gzip. */
    record LogKept(AttemptId attempt, Instant at, byte[] content) implements Change {
        @Override
        public JobId job() {
            return attempt.job();
        }
    }

    /**
     * A signed statement about a job.
     *
     * @param key of the attempt whose receipt it is; empty for the manager's summary
     * @param number of that attempt; 0 for the summary
     */
    record AttestationKept(JobId job, String key, int number, Envelope envelope)
            implements Change {}

    /** An entry of the job's log. */
    record Logged(JobId job, JobEvent event) implements Change {}
}
