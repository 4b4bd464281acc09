package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.NewJob;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLimitTest {
    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
        site.room.see(programmer.view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void aJobThatTakesTooLongIsStoppedAndKeepsWhatHasSucceeded() throws Exception {
        programmer.hold(order -> order.attempt().key().equals("b"));
        var job = TestJobs.within(Duration.ofSeconds(4), subtask("a"), subtask("b", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertTimedOut(job.id(), "PT4S");
        assertThat(programmer.running()).isEmpty();
        assertThat(site.states(job.id()))
                .isEqualTo(Map.of("a", SubtaskState.SUCCEEDED, "b", SubtaskState.CANCELLED));
    }

    @Test
    void theTimeBeforeATakeoverCounts() throws Exception {
        var job = held(Duration.ofHours(1));
        passed("2 hours");
        site.liveAgain();

        assertThat(end(job)).isEqualTo(JobState.FAILED);
        assertTimedOut(job.id(), "PT1H");
    }

    @Test
    void aJobThatIsTakenOverHasTheRestOfItsTime() throws Exception {
        var job = held(Duration.ofHours(3));
        passed("2 hours");
        site.liveAgain();
        programmer.finish(new AttemptId(job.id(), "a", 1));

        assertThat(end(job)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aResumedJobHasAllItsTimeAgain() throws Exception {
        var job = held(Duration.ofHours(1));
        passed("2 hours");
        site.liveAgain();
        assertThat(end(job)).isEqualTo(JobState.FAILED);
        programmer.hold(order -> false);

        site.room.stores.resumes().resume(job.id(), null, "manager-2", TestJobs.NOW);

        assertThat(end(job)).isEqualTo(JobState.SUCCEEDED);
    }

    /** A job that is RUNNING. */
    private NewJob held(Duration limit) throws SQLException {
        programmer.hold(order -> true);
        var job = TestJobs.within(limit, subtask("a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        return job;
    }

    private void passed(String time) throws SQLException {
        site.database.execute(
                "UPDATE job SET running_since = running_since - interval '" + time + "'");
    }

    /** What becomes of it once it is taken over. */
    private JobState end(NewJob job) throws Exception {
        site.room.see(programmer.view(1));
        var end = site.room.end(job.id());
        site.room.takeOver();
        return await(end);
    }

    private void assertTimedOut(JobId job, String limit) throws SQLException {
        var failure = site.room.view(job).failure();
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(failure.message()).contains(limit, "limits.timeout");
    }
}
