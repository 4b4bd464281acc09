package dev.codefleet.programmer.trust;

/** Reasons to stop an attempt before its own end. */
public enum StopReason {
    /** Someone asked for it. */
    CANCELLED,
    /** The attempt's limit of time passed. */
    TIMED_OUT,
    /** Nothing was printed for too long. */
    STALLED,
    /** Its processes or files take more than they may; how much of what is told beside. */
    LIMIT_EXCEEDED,
    /**
     * Neither a manager nor the registries are heard any more: others may have been given the work.
     */
    CUT_OFF,
    /** The programmer itself is being stopped. */
    DRAINED
}
