package dev.codefleet.contract.attempt;

/** Reasons why an attempt, a subtask or a job did not succeed. */
public enum FailureReason {
    INVALID_PLAN,
    CHECK_FAILED,
    EXECUTOR_ERROR,
    TIMED_OUT,
    STALLED,
    BUDGET_EXCEEDED,
    LIMIT_EXCEEDED,
    RATE_LIMITED,
    PROGRAMMER_LOST,
    REFUSED,
    MERGE_CONFLICT,
    CANCELLED
}
