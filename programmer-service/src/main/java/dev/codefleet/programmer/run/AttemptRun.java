package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.stream.LogRelay;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.programmer.workspace.AttemptDirectory;

/**
 * One attempt while its thread works on it.
 *
 * @param files where it works
 * @param log what it prints
 * @param progress what it has done so far
 */
record AttemptRun(Attempt attempt, AttemptDirectory files, LogRelay log, AttemptProgress progress) {
    AttemptId id() {
        return attempt.id();
    }

    Order order() {
        return attempt.order();
    }

    StopSignal stop() {
        return attempt.stop();
    }
}
