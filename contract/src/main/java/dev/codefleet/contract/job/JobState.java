package dev.codefleet.contract.job;

/** State of a job. */
public enum JobState {
    QUEUED,
    PLANNING,
    AWAITING_APPROVAL,
    RUNNING,
    INTEGRATING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether nothing more happens unless the job is resumed. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
