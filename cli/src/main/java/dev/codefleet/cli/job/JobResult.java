package dev.codefleet.cli.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.job.Unschedulable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's result as {@code --json} prints it: every field is always there, those of its parts among
 * its own.
 *
 * @param failure null unless the job failed or was cancelled
 * @param unschedulable what of it nobody can take at the moment
 * @param repositoryWait why it does not go on while its repository cannot be reached; else null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record JobResult(
        String job,
        JobState state,
        @JsonUnwrapped Figures figures,
        @JsonUnwrapped Head head,
        @Nullable Failure failure,
        List<Unschedulable> unschedulable,
        @Nullable RepositoryWait repositoryWait,
        List<SubtaskResult> subtasks) {

    /**
     * How long it took, and how much of it ran at once.
     *
     * @param makespanMs from the job's acceptance to its end; null before
     * @param workMs executor and check time of the accepted attempts
     * @param speedup {@code workMs / makespanMs}
     * @param efficiency {@code speedup / min(slots, maxWorkers, subtasks)}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Figures(
            @Nullable Long makespanMs,
            long workMs,
            @Nullable Double speedup,
            @Nullable Double efficiency,
            int slots) {}

    /** Its branch and the merged commit; nulls before, and without a repository. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Head(@Nullable String branch, @Nullable String commit) {}

    /**
     * What became of one subtask.
     *
     * @param flags of its newest attempt's receipt: what a reviewer should look at
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record SubtaskResult(
            String key,
            SubtaskState state,
            @Nullable String programmer,
            int attempts,
            int iterations,
            int filesChanged,
            int linesAdded,
            int linesDeleted,
            long durationMs,
            List<String> flags,
            @Nullable Failure failure) {}

    /** The result of a job that has ended, or that does not wait for its repository. */
    public static JobResult of(JobView job, List<SubtaskView> subtasks) {
        return of(job, subtasks, null);
    }

    /** The result as far as it is known. */
    static JobResult of(
            JobView job, List<SubtaskView> subtasks, @Nullable RepositoryWait repositoryWait) {
        return new JobResult(
                job.id().value(),
                job.state(),
                new Figures(
                        job.times().makespanMs(),
                        job.parallelism().workMs(),
                        job.parallelism().speedup(),
                        job.parallelism().efficiency(),
                        job.parallelism().slots()),
                new Head(job.files().branch(), job.files().commit()),
                job.failure(),
                job.unschedulable() == null ? List.of() : job.unschedulable(),
                repositoryWait,
                subtasks.stream().map(JobResult::of).toList());
    }

    /** The same without the subtasks that succeeded, run or wait. */
    JobResult failedOnly() {
        var failed =
                subtasks.stream()
                        .filter(subtask ->
                                switch (subtask.state()) {
                                    case FAILED, SKIPPED, CANCELLED -> true;
                                    case PENDING, READY, RUNNING, SUCCEEDED -> false;
                                })
                        .toList();
        return new JobResult(
                job, state, figures, head, failure, unschedulable, repositoryWait, failed);
    }

    private static SubtaskResult of(SubtaskView subtask) {
        return new SubtaskResult(
                subtask.key(),
                subtask.state(),
                subtask.effort().programmer() == null
                        ? null
                        : subtask.effort().programmer().value(),
                subtask.effort().attempts(),
                subtask.effort().iterations(),
                subtask.effort().filesChanged(),
                subtask.effort().linesAdded(),
                subtask.effort().linesDeleted(),
                subtask.times().durationMs(),
                subtask.flags(),
                subtask.failure());
    }
}
