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
 * @param openAttempts DISPATCHED and RUNNING ones
 * @param unschedulable what of it nobody could take
 */
public record StoredJob(
        JobId id,
        long fence,
        String title,
        Files files,
        Terms terms,
        JobState state,
        Standing standing,
        Times times,
        List<StoredSubtask> subtasks,
        List<OpenAttempt> openAttempts,
        List<Unschedulable> unschedulable) {

    /**
     * Under this key attempts of the final checks have their rows, and are asked for: no subtask of
     * a plan may have it.
     */
    public static final String FINAL_CHECKS_KEY = "final-checks";

    /**
     * Where its files come from and go to.
     *
     * @param base null before the starting commit is known, and without a repository
     * @param head the merged commit; null before it SUCCEEDED, and without a repository
     */
    public record Files(
            @Nullable String repository,
            @Nullable String ref,
            @Nullable String base,
            @Nullable String head,
            Delivery delivery) {}

    /**
     * What its plan and its request ask for, beside subtasks.
     *
     * @param timeout how long it may be RUNNING in all
     * @param submittedBy the key that it counts for; null for nobody's
     */
    public record Terms(
            Lane lane,
            @Nullable Integer maxWorkers,
            Duration timeout,
            List<String> finalChecks,
            @Nullable String submittedBy) {}

    /**
     * How far it has come.
     *
     * @param lastSeq of the job's log; 0 for none
     * @param finalAttempts attempts of the final checks so far
     * @param repositoryWaitTold whether its log says that it waits for its repository, and not that
     *     it waits no more
     */
    public record Standing(
            int slots,
            long workMs,
            boolean cancelRequested,
            long lastSeq,
            int finalAttempts,
            boolean repositoryWaitTold) {}

    /**
     * Its times.
     *
     * @param runningFor how long it has been RUNNING when this was read; null if it has not begun
     *     to
     * @param idle time in which it had ended and was not resumed yet, over all its resumptions
     */
    public record Times(Instant createdAt, @Nullable Duration runningFor, Duration idle) {}

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
