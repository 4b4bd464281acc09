package dev.codefleet.manager.job;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as its rows say, with all that is needed to go on with it.
 *
 * @param base null before the starting commit is known, and without a repository
 * @param head the merged commit; null before it SUCCEEDED, and without a repository
 * @param timeout how long it may be RUNNING in all
 * @param runningFor how long it has been RUNNING when this was read; null if it has not begun to
 * @param lastSeq of the job's log; 0 for none
 * @param openAttempts DISPATCHED and RUNNING ones
 * @param finalAttempts attempts of the final checks so far
 * @param unschedulable what of it nobody could take
 * @param idle time in which it had ended and was not resumed yet, over all its resumptions
 */
public record StoredJob(
        JobId id,
        long fence,
        String title,
        @Nullable String repository,
        @Nullable String ref,
        @Nullable String base,
        @Nullable String head,
        Lane lane,
        @Nullable Integer maxWorkers,
        Delivery delivery,
        Duration timeout,
        List<String> finalChecks,
        JobState state,
        int slots,
        long workMs,
        @Nullable Duration runningFor,
        boolean cancelRequested,
        long lastSeq,
        List<StoredSubtask> subtasks,
        List<OpenAttempt> openAttempts,
        int finalAttempts,
        List<Unschedulable> unschedulable,
        Instant createdAt,
        Duration idle) {
    /**
     * Under this key attempts of the final checks have their rows, and are asked for: no subtask of
     * a plan may have it.
     */
    public static final String FINAL_CHECKS_KEY = "final-checks";

    public record StoredSubtask(
            PlannedSubtask spec,
            SubtaskState state,
            int attempts,
            int failures,
            int losses,
            @Nullable Instant notBefore,
            @Nullable String commit,
            @Nullable Failure failure) {}

    public record OpenAttempt(
            AttemptId id, String programmer, AttemptState state, Instant dispatchedAt) {}
}
