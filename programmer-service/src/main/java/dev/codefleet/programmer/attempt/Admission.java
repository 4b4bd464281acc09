package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.run.Attempt;
import dev.codefleet.programmer.spool.Spool;

/** The answer to an order. */
sealed interface Admission {

    /** An attempt that is here. */
    sealed interface Known extends Admission {}

    /** It runs: since now, or since the same order came before. */
    record Running(Attempt attempt) implements Known {}

    /**
     * It has ended: at once, for there was nothing to do, or after the same order came before.
     *
     * @param eventId the number of the report in the attempt's events
     */
    record Ended(long eventId, Report report) implements Known {
        static Ended of(Spool.Finished end) {
            return new Ended(end.eventId(), end.report());
        }
    }

    /** No slot is free. */
    record SlotsFull(int slots) implements Admission {}

    /** Too many reports wait for their acknowledgement. */
    record SpoolFull(int maxReports) implements Admission {}

    /** A higher fence of the job was seen. */
    record StaleFence(long fence, long seen) implements Admission {}

    /** It was cancelled before its order came. */
    record Cancelled(AttemptId attempt) implements Admission {}

    /** The programmer is being stopped. */
    record Draining() implements Admission {}
}
