package dev.codefleet.programmer.report;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.text.Text;
import dev.codefleet.programmer.trust.StopSignal.Stopped;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Maps what an attempt broke off with to the failure that is reported. What is not the subtask's
 * own fault has a reason that does not use up its attempts.
 */
public final class AttemptFailures {
    private static final int MESSAGE_CHARACTERS = 4_000;

    private static final Pattern FULL_DISK =
            Pattern.compile(
                    "No space left on device|Disk quota exceeded", Pattern.CASE_INSENSITIVE);

    private AttemptFailures() {}

    /** A report cannot be kept, so that its result would not survive this process. */
    public static Failure notKept(Exception e) {
        return failure(FailureReason.REFUSED, "The report cannot be kept: " + message(e));
    }

    /** No workspace could be made. */
    public static final class NoWorkspace extends Exception {
        private static final long serialVersionUID = 1L;

        public NoWorkspace(RuntimeException cause) {
            super(cause);
        }
    }

    /**
     * The failure that an exception means.
     *
     * @param timeout the attempt's limit of time
     */
    public static Failure of(Exception e, Duration timeout) {
        return switch (e) {
            case Stopped stopped -> stopped(stopped, timeout);
            case NoWorkspace none ->
                    failure(
                            FailureReason.REFUSED,
                            "No workspace could be made: " + message(none.getCause()));
            case Exception full when isDiskFull(full) ->
                    failure(
                            FailureReason.REFUSED,
                            "The programmer's disk is full: " + message(full));
            case GitFailed git ->
                    failure(
                            FailureReason.EXECUTOR_ERROR,
                            "Git failed in the workspace: " + message(git));
            default -> failure(FailureReason.REFUSED, "The programmer failed: " + message(e));
        };
    }

    /** The work of one attempt may have filled it, but whoever meets it next cannot help that. */
    private static boolean isDiskFull(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .map(one -> String.valueOf(one.getMessage()))
                .anyMatch(text -> FULL_DISK.matcher(text).find());
    }

    private static Failure stopped(Stopped stopped, Duration timeout) {
        return switch (stopped.reason()) {
            case CANCELLED -> Failure.of(FailureReason.CANCELLED, "Cancelled.");
            case TIMED_OUT ->
                    Failure.of(
                            FailureReason.TIMED_OUT,
                            "It took longer than its limit of " + timeout + ".");
            case STALLED -> Failure.of(FailureReason.STALLED, "It printed nothing for too long.");
            case LIMIT_EXCEEDED -> failure(FailureReason.LIMIT_EXCEEDED, stopped.detail());
            case CUT_OFF ->
                    Failure.of(
                            FailureReason.PROGRAMMER_LOST,
                            "The programmer heard of no manager and no registries, and stopped by"
                                    + " itself.");
            case DRAINED ->
                    Failure.of(FailureReason.PROGRAMMER_LOST, "The programmer was stopped.");
        };
    }

    private static Failure failure(FailureReason reason, String message) {
        return Failure.of(reason, Text.cut(message, MESSAGE_CHARACTERS));
    }

    private static String message(@Nullable Throwable e) {
        return e == null ? "unknown" : String.valueOf(e.getMessage());
    }
}
