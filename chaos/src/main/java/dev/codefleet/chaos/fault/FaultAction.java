package dev.codefleet.chaos.fault;

/** Begins and ends faults of one kind. */
public interface FaultAction {
    /**
     * Does it.
     *
     * @return false if there was nothing to be harmed, such as a process that is just starting
     */
    boolean make(Fault fault);

    /** Takes it back. */
    void mend(Fault fault);
}
