package dev.codefleet.manager.schedule;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.support.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides whether and when a subtask is tried again. The wait is exponential with full jitter
 * (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015) and never shorter than
 * whoever refused asked for, up to an hour.
 */
public final class RetryPolicy {
    /** What to do after a failure. */
    public sealed interface Decision {
        /** Try again after the delay. */
        record Retry(Duration delay) implements Decision {}

        /** It has failed for good. */
        record GiveUp() implements Decision {}
    }

    /** Attempts of a subtask that infrastructure may end before the subtask fails. */
    public static final int INFRASTRUCTURE_CAP = 10;

    private static final Duration OWN_BASE = Duration.ofMillis(500);
    private static final Duration INFRASTRUCTURE_BASE = Duration.ofMillis(100);

    /** The longest wait that nobody asked for. */
    public static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private final RandomGenerator random;

    public RetryPolicy(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Decides whether a subtask is tried again, and when.
     *
     * @param failures attempts that ended for a reason of the subtask's own, this one included
     * @param losses attempts that infrastructure ended, this one included
     * @param maxAttempts most attempts that may fail for a reason of the subtask's own
     */
    public Decision decide(Failure failure, int failures, int losses, int maxAttempts) {
        if (Boolean.TRUE.equals(failure.permanent()) && !isInfrastructure(failure.reason())) {
            return new Decision.GiveUp();
        }
        return switch (failure.reason()) {
            case INVALID_PLAN, BUDGET_EXCEEDED, LIMIT_EXCEEDED, MERGE_CONFLICT, CANCELLED ->
                    new Decision.GiveUp();
            case CHECK_FAILED, EXECUTOR_ERROR, TIMED_OUT, STALLED ->
                    failures >= maxAttempts
                            ? new Decision.GiveUp()
                            : retry(failure, OWN_BASE, failures);
            case PROGRAMMER_LOST, REFUSED, RATE_LIMITED ->
                    losses >= INFRASTRUCTURE_CAP
                            ? new Decision.GiveUp()
                            : retry(failure, INFRASTRUCTURE_BASE, losses);
        };
    }

    /** Whether a reason counts against the infrastructure cap instead of {@code max_attempts}. */
    public static boolean isInfrastructure(FailureReason reason) {
        return switch (reason) {
            case PROGRAMMER_LOST, REFUSED, RATE_LIMITED -> true;
            case INVALID_PLAN,
                    CHECK_FAILED,
                    EXECUTOR_ERROR,
                    TIMED_OUT,
                    STALLED,
                    BUDGET_EXCEEDED,
                    LIMIT_EXCEEDED,
                    MERGE_CONFLICT,
                    CANCELLED ->
                    false;
        };
    }

    private Decision retry(Failure failure, Duration base, int times) {
        var jitter = new Backoff(base, LONGEST).fullJitter(times, random);
        long asked =
                failure.retryAfterMs() == null
                        ? 0
                        : Math.min(failure.retryAfterMs(), LONGEST_ASKED.toMillis());
        return new Decision.Retry(Duration.ofMillis(Math.max(asked, jitter.toMillis())));
    }
}
