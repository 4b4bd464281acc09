package dev.codefleet.contract.attempt;

/** Where an attempt stands. The last four are final. */
public enum AttemptState {
    DISPATCHED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    LOST
}
