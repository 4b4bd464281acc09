package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.feed.LiveLogs;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose rows are not as their manager believes. */
class DroppedJobTest {
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
    void aJobThatAnotherManagerTookIsLeftToIt() throws SQLException {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        site.database.execute("UPDATE job SET owner = 'manager-2', fence = 99");
        var other = TestJobs.job(subtask("x"));

        programmer.finish(new AttemptId(job.id(), "a", 1));
        programmer.hold(order -> false);

        assertThat(await(site.room.submit(other))).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("b")).isEmpty();
        assertThat(site.room.room.jobs.contains(job.id())).isFalse();
        assertThat(site.subtasks(job.id()).getFirst().state()).isEqualTo(SubtaskState.RUNNING);
        assertThat(programmer.orders("x").getFirst().acknowledge()).isEmpty();
    }

    @Test
    void aJobWhoseRowsAreNotAsBelievedIsTakenUpAgainAsItsRowsSay() throws SQLException {
        programmer.hold(order -> order.attempt().key().equals("a"));
        var other = TestJobs.job(subtask("x"), subtask("y", "x"));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        setState(job.id(), "a", "READY");

        programmer.finish(new AttemptId(job.id(), "a", 1));
        assertThat(await(site.room.submit(other))).isEqualTo(JobState.SUCCEEDED);
        setState(job.id(), "a", "RUNNING");
        site.room.takeUpDropped();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
        assertThat(programmer.orders("b")).hasSize(1);
    }

    @Test
    void aJobWhoseEndCannotFollowWhatWasLostIsTakenUpAgain() throws SQLException {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"), subtask("b"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 2));
        var moved = new CountDownLatch(1);
        site.room.logs.follow(new AttemptId(job.id(), "b", 1), new Following(moved::countDown));
        try (var other = site.database.source().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "UPDATE subtask SET state = 'READY' WHERE key = 'a' AND job = '"
                            + job.id()
                            + "'");
            programmer.finish(new AttemptId(job.id(), "a", 1));
            settleUntil(() -> !site.room.room.committer.isIdle());
            programmer.finish(new AttemptId(job.id(), "b", 1));
            settleUntil(() -> !site.room.room.jobs.contains(job.id()));
            other.commit();
        }
        settleUntil(() -> site.room.room.dropped.size() > 0);
        assertThat(moved.getCount()).as("those who follow the log to be told").isZero();
        assertThat(site.room.view(job.id()).state()).isEqualTo(JobState.RUNNING);
        setState(job.id(), "a", "RUNNING");

        site.room.takeUpDropped();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(site.room.view(job.id()).subtasks()).containsOnlyKeys(SubtaskState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
    }

    private record Following(Runnable onMoved) implements LiveLogs.Follower {
        @Override
        public void lines(List<String> lines) {}

        @Override
        public void end() {
            throw new AssertionError("The attempt goes on.");
        }

        @Override
        public void moved() {
            onMoved.run();
        }
    }

    private void settleUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            site.room.settle();
        }
    }

    private void setState(JobId job, String key, String state) throws SQLException {
        site.database.execute(
                "UPDATE subtask SET state = '%s' WHERE job = '%s' AND key = '%s'"
                        .formatted(state, job, key));
    }
}
