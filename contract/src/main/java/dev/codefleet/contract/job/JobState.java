package dev.codefleet.contract.job;

/** Where a job stands. */
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
