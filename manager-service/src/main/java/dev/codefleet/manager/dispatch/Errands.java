package dev.codefleet.manager.dispatch;

import java.time.Duration;

/** What a job needs done elsewhere; each answers by a later task on the engine's thread. */
interface Errands {
    /** Finds or makes the commit that a subtask starts from, then {@link JobRuns#prepared}. */
    void prepare(HeldJob job, int subtask);

    /** Merges, checks and delivers. */
    void integrate(HeldJob job);

    /** Goes on with {@link JobRuns#retry} when the wait is over. */
    void later(HeldJob job, int subtask, Duration delay);

    /** Has a job that is RUNNING from now on fail once its time is over. */
    void limit(HeldJob job);

    /** Stops what is under way for the job. */
    void cancelFlights(HeldJob job);

    /** The job has ended. */
    void forget(HeldJob job);
}
