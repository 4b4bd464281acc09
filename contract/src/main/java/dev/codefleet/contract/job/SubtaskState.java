package dev.codefleet.contract.job;

/** State of a subtask. */
public enum SubtaskState {
    PENDING,
    READY,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SKIPPED
}
