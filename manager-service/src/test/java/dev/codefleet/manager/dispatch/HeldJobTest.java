package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Subtask;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeldJobTest {
    private final HeldJob job =
            HeldJob.of(TestJobs.within(Duration.ofHours(1), subtask("a"), subtask("b")), 1);

    @Test
    void aJobOfWhichSomethingWasCancelledCannotSucceed() {
        assertThat(job.firstFailure()).isEmpty();

        job.subtask(0).state = new Subtask.Cancelled();

        assertThat(job.firstFailure().map(Failure::reason)).contains(FailureReason.CANCELLED);
    }

    @Test
    void ifItsTimeWasOverThatIsWhy() {
        job.subtask(0).state = new Subtask.Cancelled();
        job.runningBefore = Duration.ofHours(1);

        assertThat(job.firstFailure().map(Failure::reason)).contains(FailureReason.TIMED_OUT);
    }

    @Test
    void whatFailedComesFirst() {
        job.subtask(0).state = new Subtask.Cancelled();
        job.subtask(1).state = new Subtask.Failed(Failure.of(FailureReason.CHECK_FAILED, "no"));

        assertThat(job.firstFailure().map(Failure::reason)).contains(FailureReason.CHECK_FAILED);
    }
}
