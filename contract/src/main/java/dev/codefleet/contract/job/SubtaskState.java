package dev.codefleet.contract.job;

/** Where a subtask stands. */
public enum SubtaskState {
    PENDING,
    READY,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SKIPPED
}
