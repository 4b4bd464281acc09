package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.Order;

/** The work of an attempt, as {@link AttemptRunner} starts it; tests have others. */
public interface Runner {
    /** The report of an attempt that has nothing to do. */
    Report runNothing(Order order);

    /**
     * Runs an attempt that has work. When this returns, nothing of it runs any more and its report
     * is in the spool, if the disk allows.
     *
     * @param freeSlot called once nothing runs any more, before the report is published
     */
    void run(Attempt attempt, Runnable freeSlot);
}
