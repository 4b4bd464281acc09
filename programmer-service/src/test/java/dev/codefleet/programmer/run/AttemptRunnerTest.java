package dev.codefleet.programmer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.programmer.trust.ManagerContact;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptRunnerTest {
    @Test
    void anErrorIsReportedAsAFailure() {
        var attempt =
                new Attempt(
                        Orders.nothing().order(),
                        new EventLog(10),
                        new ManagerContact(0, 0),
                        new StopSignal(Ticker.system(), Duration.ofDays(1)),
                        Instant.EPOCH,
                        0);

        var failure =
                AttemptRunner.outcome(
                        attempt,
                        new AttemptProgress(),
                        () -> {
                            throw new OutOfMemoryError("for a test");
                        });

        assertThat(failure)
                .hasValueSatisfying(one -> {
                    assertThat(one.reason()).isEqualTo(FailureReason.REFUSED);
                    assertThat(one.message()).contains("OutOfMemoryError: for a test");
                });
    }
}
