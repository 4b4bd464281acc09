package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.LogLines;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.lease.Takeover;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    /** In the database, in the metric and in the log. */
    @Test
    void theTimeInWhichItLayThereIsInNoFigureOfItsEnd() throws Exception {
        programmer.outcome(order -> Optional.of(BROKEN));
        var job = TestJobs.job(subtask("a", 1));
        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);
        programmer.outcome(order -> Optional.empty());
        site.database.execute(
                "UPDATE job SET created_at = now() - interval '3 hours', finished_at = now() - interval '2 hours'");

        try (var log = LogLines.of(StateWriter.class.getName());
                var takeovers = LogLines.of(Takeover.class.getName())) {
            var now = InstantSource.system().instant();
            assertThat(resume(job.id(), now)).isEqualTo(JobState.SUCCEEDED);
            site.room.awaitCommit();

            var makespan = Objects.requireNonNull(site.room.view(job.id()).times().makespanMs());
            assertThat(Duration.ofMillis(makespan))
                    .isBetween(Duration.ofHours(1), Duration.ofMinutes(62));
            assertThat(
                            site.room
                                    .meters
                                    .get("codefleet.manager.job.duration")
                                    .tag("state", "SUCCEEDED")
                                    .timer()
                                    .totalTime(TimeUnit.MILLISECONDS))
                    .isCloseTo(makespan, within(0.5));
            var line = log.lines("job ended: job=" + job.id() + " ").getLast();
            assertThat(line.text())
                    .contains(" state=SUCCEEDED reason=NONE makespan_ms=" + makespan + " work_ms=");
            assertThat(line.fields())
                    .containsEntry("job", job.id().value())
                    .containsEntry("state", "SUCCEEDED");
            assertThat(takeovers.lines("job taken over: "))
                    .singleElement()
                    .satisfies(taken ->
                            assertThat(taken.fields())
                                    .containsEntry("job", job.id().value())
                                    .containsEntry("agent", "manager-1")
                                    .containsKey("fence"));
        }
    }

    private JobState resume(JobId job) throws Exception {
        return resume(job, TestJobs.NOW);
    }

    private JobState resume(JobId job, Instant at) throws Exception {
        var end = site.room.end(job);
        site.room.stores.resumes().resume(job, null, "manager-2", at);
        site.room.takeOver();
        return await(end);
    }
}
