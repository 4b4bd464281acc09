package dev.codefleet.web;

import dev.codefleet.contract.problem.Problem;
import org.jboss.logging.Logger;

/**
 * The refusal of requests while the disk is full, which is no bug: the operator is told, and the
 * client may come back.
 */
final class DiskFull {
    static final Problem PROBLEM =
            Problem.of(
                    507,
                    "Disk full",
                    "DISK_FULL",
                    "The service's disk is full. Try again once its operator has made room.");

    /** What Linux and macOS, and what Windows says. */
    private static final String[] WORDS = {
        "No space left on device", "not enough space on the disk"
    };

    private final RareLog log;

    DiskFull(Ticker ticker) {
        this.log = new RareLog(Logger.getLogger(DiskFull.class), ticker);
    }

    static boolean isCauseOf(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            for (var words : WORDS) {
                if (String.valueOf(cause.getMessage()).contains(words)) {
                    return true;
                }
            }
        }
        return false;
    }

    void tell(Throwable failure) {
        log.tell("the disk is full, requests are refused", failure.toString());
    }
}
