package dev.codefleet.programmer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.programmer.text.Excerpt;
import org.junit.jupiter.api.Test;

class IterationFailureTest {
    @Test
    void troubleFitsIntoAFailureWithTheEndOfTheOutput() {
        var output = new Excerpt(20_000);
        output.add("start " + "x".repeat(10_000) + " end");
        var trouble =
                new IterationFailure(
                        FailureReason.CHECK_FAILED,
                        "It failed.",
                        output,
                        IterationFailure.Again.ITERATION);

        assertThat(trouble.failure().message())
                .hasSizeLessThanOrEqualTo(4_000)
                .startsWith("It failed.\nIts output:\n[")
                .endsWith("xxx end");
        assertThat(trouble.feedback()).contains("start").endsWith("end");
        assertThat(trouble.before(trouble, 2).failure().message()).hasSizeLessThan(2_100);
        var other =
                new IterationFailure(
                        FailureReason.CHECK_FAILED,
                        "So did it.",
                        output,
                        IterationFailure.Again.ITERATION);
        assertThat(trouble.before(other, 20).failure().message())
                .hasSizeLessThanOrEqualTo(4_000)
                .contains("It failed.", "So did it.")
                .endsWith("end");
    }
}
