package dev.codefleet.cli.follow;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import org.jspecify.annotations.Nullable;

/** A change of a job that is worth a line of output. */
sealed interface JobChange {

    /** A programmer was given a subtask. */
    record Started(RunningSubtask running) implements JobChange {}

    /**
     * An attempt failed and the subtask gets another one.
     *
     * @param attempt its number
     * @param failure what is known of it; empty if nothing
     */
    record Retried(String key, String programmer, int attempt, String failure)
            implements JobChange {}

    /**
     * A subtask came to its end.
     *
     * @param programmer of its last attempt; null if it had none
     * @param elapsedMs of its last attempt; 0 if it had none
     * @param failure empty if it succeeded
     */
    record Ended(
            String key,
            SubtaskState state,
            @Nullable String programmer,
            long elapsedMs,
            String failure)
            implements JobChange {}

    /** The job waits for what is not there: somebody to take its subtasks, or its repository. */
    record Waits(String text) implements JobChange {}

    /** Somebody can take them now. */
    record Schedulable(String lane, String executor) implements JobChange {}

    /** The job itself moved on. */
    record JobMoved(JobState state) implements JobChange {}
}
