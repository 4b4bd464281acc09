package dev.codefleet.manager.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final int MAX_ATTEMPTS = 3;

    private final RetryPolicy policy = new RetryPolicy(new Random(7));

    @ParameterizedTest
    @EnumSource(names = {"CHECK_FAILED", "EXECUTOR_ERROR", "TIMED_OUT", "STALLED"})
    void reasonsOfTheSubtasksOwnUseUpMaxAttempts(FailureReason reason) {
        var failure = Failure.of(reason, "x");

        assertThat(policy.decide(failure, MAX_ATTEMPTS - 1, 0, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.Retry.class);
        assertThat(policy.decide(failure, MAX_ATTEMPTS, 0, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.GiveUp.class);
        assertThat(RetryPolicy.isInfrastructure(reason)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROGRAMMER_LOST", "REFUSED", "RATE_LIMITED"})
    void infrastructureHasACapOfItsOwn(FailureReason reason) {
        var failure = Failure.of(reason, "x");
        int cap = RetryPolicy.INFRASTRUCTURE_CAP;

        assertThat(policy.decide(failure, MAX_ATTEMPTS, cap - 1, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.Retry.class);
        assertThat(policy.decide(failure, 0, cap, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.GiveUp.class);
        assertThat(RetryPolicy.isInfrastructure(reason)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "INVALID_PLAN",
                "BUDGET_EXCEEDED",
                "LIMIT_EXCEEDED",
                "MERGE_CONFLICT",
                "CANCELLED"
            })
    void whatWouldEndTheSameWayIsNotTriedAgain(FailureReason reason) {
        assertThat(policy.decide(Failure.of(reason, "x"), 1, 0, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.GiveUp.class);
    }

    @Test
    void aPermanentFailureIsNotTriedAgainUnlessInfrastructureIsToBlame() {
        var own = new Failure(FailureReason.EXECUTOR_ERROR, "not found", null, true);
        var lost = new Failure(FailureReason.PROGRAMMER_LOST, "gone", null, true);

        assertThat(policy.decide(own, 1, 0, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.GiveUp.class);
        assertThat(policy.decide(lost, 0, 1, MAX_ATTEMPTS))
                .isInstanceOf(RetryPolicy.Decision.Retry.class);
    }

    @Test
    void theWaitGrowsExponentiallyWithFullJitterUpToAMinute() {
        var failure = Failure.of(FailureReason.CHECK_FAILED, "x");
        for (int failures = 1; failures < 100; failures++) {
            long ceiling = failures > 7 ? 60_000 : 500L << (failures - 1);
            assertThat(longest(failure, failures))
                    .isEqualTo(Duration.ofMillis(Math.min(60_000, ceiling)));
            assertThat(shortest(failure, failures)).isEqualTo(Duration.ZERO);
        }
    }

    @Test
    void retryAfterIsTheLeastWait() {
        var failure = new Failure(FailureReason.RATE_LIMITED, "x", 90_000L, null);

        assertThat(shortest(failure, 1)).isEqualTo(Duration.ofSeconds(90));
        assertThat(longest(failure, 1)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void nobodyCanAskForMoreThanAnHour() {
        var failure = new Failure(FailureReason.RATE_LIMITED, "x", Long.MAX_VALUE, null);

        assertThat(longest(failure, 1)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aRetryAfterThatMakesNoSenseIsNoWait() {
        var failure = new Failure(FailureReason.REFUSED, "x", -5L, null);

        assertThat(shortest(failure, 1)).isEqualTo(Duration.ZERO);
    }

    private static Duration longest(Failure failure, int times) {
        return delay(failure, times, new Fixed(-1));
    }

    private static Duration shortest(Failure failure, int times) {
        return delay(failure, times, new Fixed(0));
    }

    private static Duration delay(Failure failure, int times, RandomGenerator random) {
        var decision = new RetryPolicy(random).decide(failure, times, 1, Integer.MAX_VALUE);
        return ((RetryPolicy.Decision.Retry) decision).delay();
    }

    /** Draws the first or the last of a range. */
    private record Fixed(long offset) implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("only bounded draws");
        }

        @Override
        public long nextLong(long bound) {
            return offset < 0 ? bound + offset : offset;
        }
    }
}
