package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobViewStoreTest {
    private static final long FENCE = 3;

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private Batch batch = new Batch();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNewJobHasNoFiguresYet() throws SQLException {
        var job = accept(null, 3);

        var view = stores.views().job(job).orElseThrow();

        assertThat(view.state()).isEqualTo(JobState.QUEUED);
        assertThat(view.owner()).isEqualTo(new AgentId("manager-1"));
        assertThat(view.times().createdAt()).isEqualTo(TestJobs.NOW);
        assertThat(view.subtasks()).isEqualTo(Map.of(SubtaskState.READY, 3));
        assertThat(view.files().branch()).isNull();
        assertThat(List.of(view.parallelism().workMs(), view.parallelism().slots()))
                .containsExactly(0L, 0);
        assertThat(view.times().makespanMs()).isNull();
        assertThat(view.parallelism().speedup()).isNull();
        assertThat(view.parallelism().efficiency()).isNull();
    }

    @Test
    void aRunningJobShowsTheWorkDoneSoFar() throws SQLException {
        var job = accept(null, 2);
        succeed(job, 0);
        commit();

        var view = stores.views().job(job).orElseThrow();

        assertThat(view.parallelism().workMs()).isEqualTo(100);
        assertThat(view.subtasks())
                .isEqualTo(Map.of(SubtaskState.SUCCEEDED, 1, SubtaskState.READY, 1));
    }

    @Test
    void aFinishedJobShowsWhatItsTimesComeTo() throws SQLException {
        // Work of 1,000 ms in 500 ms on 4 slots: see Changes.
        assertFigures(finished(null, 8), 4);
        assertFigures(finished(3, 8), 3);
        assertFigures(finished(null, 2), 2);
    }

    private static void assertFigures(JobView view, int width) {
        assertThat(view.times().makespanMs()).isEqualTo(500);
        assertThat(view.parallelism().workMs()).isEqualTo(1_000);
        assertThat(view.parallelism().slots()).isEqualTo(4);
        assertThat(view.parallelism().speedup()).isCloseTo(2.0, within(1e-9));
        assertThat(view.parallelism().efficiency()).isCloseTo(2.0 / width, within(1e-9));
        assertThat(view.failure()).isEqualTo(Changes.FAILURE);
    }

    @Test
    void jobsComeNewestFirstInPages() throws SQLException {
        var ids = new ArrayList<JobId>();
        for (int number = 0; number < 7; number++) {
            ids.addFirst(accept(null, 1));
        }
        var running = ids.get(2);
        batch.add(Changes.job(running, JobState.QUEUED, JobState.RUNNING), FENCE);
        commit();

        assertThat(jobs(null, null, 3)).isEqualTo(ids.subList(0, 3));
        assertThat(jobs(null, ids.get(2), 3)).isEqualTo(ids.subList(3, 6));
        assertThat(jobs(null, ids.get(6), 3)).isEmpty();
        assertThat(jobs(JobState.RUNNING, null, 3)).containsExactly(running);
        assertThat(jobs(JobState.RUNNING, running, 3)).isEmpty();
        assertThat(jobs(JobState.QUEUED, ids.get(1), 3))
                .containsExactly(ids.get(3), ids.get(4), ids.get(5));
    }

    @Test
    void subtasksComeInThePlansOrderInPages() throws SQLException {
        var job = accept(null, 5);
        accept(null, 5);

        assertThat(stores.views().subtasks(job, -1, 3))
                .extracting(SubtaskView::key)
                .containsExactly("a", "b", "c");
        assertThat(stores.views().subtasks(job, 2, 3))
                .extracting(SubtaskView::key)
                .containsExactly("d", "e");
        assertThat(stores.views().subtasks(job, 4, 3)).isEmpty();
    }

    @Test
    void aSubtaskShowsItsNewestAttempt() throws SQLException {
        var job = accept(null, 1);
        batch.add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 1), FENCE);
        batch.add(Changes.started(new AttemptId(job, "a", 1), FENCE), FENCE);
        commit();
        batch.add(Changes.lost(new AttemptId(job, "a", 1)), FENCE);
        batch.add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.RUNNING, 2), FENCE);
        batch.add(Changes.started(new AttemptId(job, "a", 2), FENCE), FENCE);
        commit();

        var running = stores.views().subtasks(job, -1, 1).getFirst();
        assertThat(running.effort().attempts()).isEqualTo(2);
        assertThat(running.effort().programmer()).isEqualTo(new AgentId("programmer-1"));
        assertThat(running.times().finishedAt()).isNull();
        assertThat(running.effort().iterations()).isZero();
        assertThat(running.failure()).isNull();

        batch.add(Changes.succeeded(new AttemptId(job, "a", 2), null), FENCE);
        batch.add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 2), FENCE);
        commit();

        var succeeded = stores.views().subtasks(job, -1, 1).getFirst();
        assertThat(succeeded.state()).isEqualTo(SubtaskState.SUCCEEDED);
        assertThat(
                        List.of(
                                succeeded.effort().iterations(),
                                succeeded.effort().filesChanged(),
                                succeeded.effort().linesAdded(),
                                succeeded.effort().linesDeleted()))
                .containsExactly(2, 3, 40, 5);
        assertThat(succeeded.times().durationMs()).isEqualTo(100);
        assertThat(succeeded.times().finishedAt()).isEqualTo(TestJobs.NOW);
        assertThat(stores.views().attempts(job, "a")).contains(2);
    }

    @Test
    void receiptsComeByKeyAndNumberInPages() throws SQLException {
        var job = accept(null, 3);
        for (int subtask : new int[] {2, 0, 1}) {
            succeed(job, subtask);
        }
        var checks = new AttemptId(job, "final-checks", 1);
        batch.add(Changes.started(checks, FENCE), FENCE);
        commit();
        batch.add(Changes.succeeded(checks, null), FENCE);
        commit();

        assertThat(receipts(job, "", 0, 3)).containsExactly("a.1", "b.1", "c.1");
        assertThat(receipts(job, "c", 1, 3)).containsExactly("final-checks.1");
        assertThat(receipts(job, "final-checks", 1, 3)).isEmpty();
        assertThat(stores.views().finalAttempts(job)).isEqualTo(1);
    }

    @Test
    void eventsComeByTheirNumberInPages() throws SQLException {
        var job = accept(null, 1);
        IntStream.rangeClosed(1, 5)
                .forEach(seq -> batch.add(Changes.logged(job, seq, "entry " + seq), FENCE));
        commit();

        assertThat(stores.views().events(job, 0, 3))
                .extracting(JobEvent::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(stores.views().events(job, 3, 3))
                .extracting(JobEvent::seq)
                .containsExactly(4L, 5L);
        assertThat(stores.views().events(job, 0, 1).getFirst())
                .isEqualTo(Changes.logged(job, 1, "entry 1").event());
    }

    private JobView finished(@Nullable Integer maxWorkers, int subtasks) throws SQLException {
        var job = accept(maxWorkers, subtasks);
        batch.add(Changes.job(job, JobState.QUEUED, JobState.FAILED), FENCE);
        commit();
        return stores.views().job(job).orElseThrow();
    }

    private JobId accept(@Nullable Integer maxWorkers, int subtasks) throws SQLException {
        var plan =
                IntStream.range(0, subtasks)
                        .mapToObj(number -> TestJobs.subtask(Changes.key(number)))
                        .toList();
        var job = TestJobs.job(TestJobs.id(), plan, maxWorkers, null);
        stores.jobs().accept(job, "manager-1", FENCE);
        return job.id();
    }

    private void succeed(JobId job, int subtask) throws SQLException {
        var attempt = new AttemptId(job, Changes.key(subtask), 1);
        batch.add(
                Changes.subtask(job, subtask, SubtaskState.READY, SubtaskState.RUNNING, 1), FENCE);
        batch.add(Changes.started(attempt, FENCE), FENCE);
        commit();
        batch.add(Changes.succeeded(attempt, null), FENCE);
        batch.add(
                Changes.subtask(job, subtask, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 1),
                FENCE);
        commit();
    }

    private void commit() throws SQLException {
        assertThat(stores.batches().commit(batch)).isEmpty();
        batch = new Batch();
    }

    private List<JobId> jobs(@Nullable JobState state, @Nullable JobId before, int limit)
            throws SQLException {
        return stores.views().jobs(state, before, limit, null).stream().map(JobView::id).toList();
    }

    private List<String> receipts(JobId job, String key, int number, int limit)
            throws SQLException {
        var receipts = stores.views().receipts(job, key, number, limit);
        assertThat(receipts).extracting(Receipt::state).allMatch(AttemptState.SUCCEEDED::equals);
        return receipts.stream()
                .map(each -> each.attempt().key() + "." + each.attempt().number())
                .toList();
    }
}
