package dev.codefleet.contract.attempt;

/** State of an attempt. The last four are final. */
public enum AttemptState {
    DISPATCHED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    LOST
}
