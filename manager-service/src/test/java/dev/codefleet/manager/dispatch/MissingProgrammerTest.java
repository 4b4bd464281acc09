package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.programmers.LossRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager takes a job over whose attempt runs on a programmer that the registries do not know.
 */
class MissingProgrammerTest {
    /** Longer than it takes to look twice. */
    private static final Duration TWO_LOOKS = Duration.ofMillis(1_200);

    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer missing;
    private TestProgrammer other;
    private JobId job;
    private CompletableFuture<JobState> end;

    @BeforeEach
    void takeOver() throws Exception {
        site = new TestSite(directory);
        missing = site.programmer("programmer-1", 1);
        other = site.programmer("programmer-2", 1);
        missing.hold(order -> true);
        site.room.see(missing.view(1));
        var submitted = TestJobs.job(subtask("a"));
        job = submitted.id();
        site.room.submit(submitted);
        await(missing.until(each -> each.running().size() == 1));
        site.liveAgain();
        end = site.room.end(job);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void itsAttemptIsMadeAnewOnceItWouldBeLost() throws Exception {
        site.room.see(other.view(1));
        site.room.takeOver();
        assertThat(end).as("at first").failsWithin(TWO_LOOKS);
        assertThat(other.orders()).isEmpty();

        site.room.pass(LossRule.CUT_OFF);

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(other.orders()).extracting(order -> order.attempt().number()).containsExactly(2);
    }

    @Test
    void theLogOfItsAttemptEndsWhenItIsLost() throws Exception {
        site.room.see(other.view(1));
        var isCommitted = site.room.endOfLog(new AttemptId(job, "a", 1));
        site.room.takeOver();
        site.room.settle();

        site.room.pass(LossRule.CUT_OFF);

        assertThat(await(isCommitted)).isTrue();
    }

    @Test
    void aViewThatIsNotCompleteDoesNotCount() throws Exception {
        site.room.seeSome(other.view(1));
        site.room.takeOver();
        site.room.settle();
        site.room.pass(LossRule.LONGEST_SILENCE.minusSeconds(10));
        assertThat(end).failsWithin(TWO_LOOKS);

        comesBack();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(other.orders()).isEmpty();
    }

    @Test
    void whereNobodyIsRegisteredNobodyIsGivenUp() throws Exception {
        site.room.see();
        site.room.takeOver();
        site.room.settle();
        site.room.pass(Duration.ofHours(1));
        assertThat(end).failsWithin(TWO_LOOKS);

        comesBack();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(missing.orders()).hasSize(1);
    }

    @Test
    void aCancelledJobEndsAlsoWhereNobodyIsRegistered() throws Exception {
        site.room.see();
        site.room.takeOver();
        site.room.settle();
        site.room.cancel(job);
        site.room.pass(LossRule.CUT_OFF);

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
    }

    private void comesBack() {
        missing.finish(new AttemptId(job, "a", 1));
        site.room.see(missing.view(2));
    }
}
