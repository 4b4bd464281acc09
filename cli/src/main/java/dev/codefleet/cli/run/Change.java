package dev.codefleet.cli.run;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import org.jspecify.annotations.Nullable;

/** Something about a job that is worth a line. */
sealed interface Change {

    /** A programmer was given a subtask. */
    record Started(Running running) implements Change {}

    /**
     * An attempt failed and the subtask gets another one.
     *
     * @param attempt its number
     * @param failure what is known of it; empty if nothing
     */
    record Retried(String key, String programmer, int attempt, String failure) implements Change {}

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
            implements Change {}

    /** The job waits for what is not there: somebody to take its subtasks, or its repository. */
    record Waits(String text) implements Change {}

    /** Somebody can take them now. */
    record Schedulable(String lane, String executor) implements Change {}

    /** The job itself moved on. */
    record JobMoved(JobState state) implements Change {}
}
