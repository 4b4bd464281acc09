package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedJobTest {
    private static final Failure BROKEN = Failure.of(FailureReason.EXECUTOR_ERROR, "it broke");

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
    void onlyWhatDidNotSucceedRunsAgain() throws Exception {
        programmer.outcome(order ->
                order.attempt().key().equals("b") ? Optional.of(BROKEN) : Optional.empty());
        var job = TestJobs.job(subtask("a"), subtask("b", 1, "a"), subtask("c", "b"), subtask("d"));
        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);
        programmer.outcome(order -> Optional.empty());

        assertThat(resume(job.id())).isEqualTo(JobState.SUCCEEDED);

        assertThat(site.states(job.id()).values()).containsOnly(SubtaskState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
        assertThat(programmer.orders("b")).extracting(Order::attempt).doesNotHaveDuplicates();
        assertThat(programmer.orders("b").getLast().feedback()).contains("it broke");
        assertThat(programmer.orders("c")).hasSize(1);
        assertThat(programmer.orders("d")).hasSize(1);
        var log = site.room.log(job.id());
        assertThat(log)
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
    }

    @Test
    void aJobWhoseManagerIsGoneGoesOnWithAnother() throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        site.room.cancel(job.id());
        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        programmer.hold(order -> false);
        site.liveAgain();
        site.room.see(programmer.view(2));

        assertThat(resume(job.id())).isEqualTo(JobState.SUCCEEDED);

        assertThat(programmer.orders("a"))
                .extracting(order -> order.attempt().number())
                .isEqualTo(List.of(1, 2));
    }

    @Test
    void aJobInWhichEverythingHadSucceededIsOnlyFinished() throws Exception {
        var job = TestJobs.job(subtask("a"));
        await(site.room.submit(job));
        site.database.execute(
                "UPDATE job SET state = 'FAILED', failure = '{\"reason\": \"MERGE_CONFLICT\", \"message\": \"x\"}'");

        assertThat(resume(job.id())).isEqualTo(JobState.SUCCEEDED);

        assertThat(programmer.orders()).hasSize(1);
    }

    private JobState resume(JobId job) throws Exception {
        var end = site.room.end(job);
        site.room.stores.resumes().resume(job, null, "manager-2", TestJobs.NOW);
        site.room.takeOver();
        return await(end);
    }
}
