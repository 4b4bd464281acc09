package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.ResumeStore.Resumption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeStoreTest {
    private static TestDatabase database;
    private static Stores stores;

    @BeforeAll
    static void open() throws SQLException {
        database = TestDatabase.fresh();
        database.execute("ALTER SEQUENCE fence RESTART WITH 10");
        stores = Stores.of(database.source());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void whatHasSucceededIsKeptAndAllElseWaitsFromTheStart() throws SQLException {
        var job = failedJob();

        assertThat(resume(job)).isInstanceOf(Resumption.Resumed.class);

        var stored = stores.stored().load(job).orElseThrow();
        assertThat(stored.state()).isEqualTo(JobState.QUEUED);
        assertThat(stored.fence()).isGreaterThan(3);
        assertThat(stored.subtasks())
                .extracting(StoredJob.StoredSubtask::state)
                .containsExactly(
                        SubtaskState.SUCCEEDED,
                        SubtaskState.PENDING,
                        SubtaskState.PENDING,
                        SubtaskState.PENDING);
        var failed = stored.subtasks().get(1);
        assertThat(failed.attempts()).as("numbers go on").isEqualTo(2);
        assertThat(failed.failures()).isZero();
        assertThat(failed.losses()).isZero();
        assertThat(Objects.requireNonNull(failed.failure()).reason())
                .as("what it is told the next time")
                .isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(stored.subtasks().get(2).failure()).isNull();
        var view = stores.views().job(job).orElseThrow();
        assertThat(view.owner()).isNull();
        assertThat(view.failure()).isNull();
        assertThat(view.times().finishedAt()).isNull();
    }

    @Test
    void theTimeInWhichItLayThereIsNotItsMakespan() throws SQLException {
        var job = failedJob();
        set(job, "job", "finished_at = '2026-01-02T03:04:15.678Z'", "true");
        stores.resumes().resume(job, null, "manager-1", Instant.parse("2026-01-02T05:04:15.678Z"));
        set(
                job,
                "job",
                "state = 'SUCCEEDED', owner = 'manager-1', finished_at = '2026-01-02T05:04:20.678Z'",
                "true");

        assertThat(stores.views().job(job).orElseThrow().times().makespanMs())
                .as("10 s before it failed, and 5 s after it was resumed")
                .isEqualTo(15_000);
    }

    @Test
    void whatNobodyFollowedToItsEndDoesNotBlockTheNextAttempt() throws SQLException {
        var job = failedJob();
        database.execute(
                "INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at)"
                        + " VALUES ('%s', 'd', 1, 'programmer-1', 3, 'RUNNING', now())"
                                .formatted(job));

        resume(job);

        assertThat(stores.stored().load(job).orElseThrow().openAttempts()).isEmpty();
    }

    @Test
    void theLogGoesOn() throws SQLException {
        var job = failedJob();
        resume(job);

        var log = stores.views().events(job, 0, 10);
        assertThat(log).extracting(JobEvent::seq).containsExactly(1L);
        assertThat(log.getFirst().body())
                .containsEntry("what", "job")
                .containsEntry("state", "QUEUED")
                .containsEntry("resumed", true);
    }

    @Test
    void aJobThatWasResumedGoesOn() throws SQLException {
        var job = failedJob();
        resume(job);
        long fence = stores.stored().load(job).orElseThrow().fence();

        assertThat(resume(job)).isInstanceOf(Resumption.GoesOn.class);

        assertThat(stores.stored().load(job).orElseThrow().fence()).isEqualTo(fence);
        assertThat(stores.views().events(job, 0, 10)).hasSize(1);
    }

    @Test
    void aCorrectedPlanReplacesAllThatHasNotSucceeded() throws SQLException {
        var job = failedJob();
        var corrected =
                TestJobs.plan(
                        Duration.ofHours(2),
                        List.of(),
                        TestJobs.subtask("new"),
                        TestJobs.subtask("b", 7, "new"),
                        TestJobs.subtask("a", 9));

        assertThat(resume(job, corrected)).isInstanceOf(Resumption.Resumed.class);

        var stored = stores.stored().load(job).orElseThrow();
        assertThat(stored.terms().timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(stored.subtasks())
                .extracting(subtask -> subtask.spec().key())
                .containsExactly("new", "b", "a");
        assertThat(stored.subtasks())
                .extracting(StoredJob.StoredSubtask::state)
                .containsExactly(
                        SubtaskState.PENDING, SubtaskState.PENDING, SubtaskState.SUCCEEDED);
        var changed = stored.subtasks().get(1);
        assertThat(changed.spec()).isEqualTo(TestJobs.subtask("b", 7, "new"));
        assertThat(changed.attempts()).as("numbers go on").isEqualTo(2);
        assertThat(changed.failures()).isZero();
        assertThat(Objects.requireNonNull(changed.failure()).reason())
                .isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(stored.subtasks().get(2).spec())
                .as("limits have no meaning any more")
                .isEqualTo(TestJobs.subtask("a"));
        assertThat(stores.views().events(job, 0, 10).getFirst().body())
                .containsEntry("plan", "corrected");
    }

    @Test
    void attemptsOfAKeyThatComesBackGoOnFromItsLastOne() throws SQLException {
        var job = failedJob();
        database.execute(
                "INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at)"
                        + " VALUES ('%s', 'e', 4, 'programmer-1', 3, 'LOST', now(), now())"
                                .formatted(job));

        resume(
                job,
                TestJobs.plan(
                        Duration.ofDays(1),
                        List.of(),
                        TestJobs.subtask("a"),
                        TestJobs.subtask("e")));

        var subtasks = stores.stored().load(job).orElseThrow().subtasks();
        assertThat(subtasks.getLast().attempts()).isEqualTo(4);
    }

    @Test
    void whatHasSucceededCannotBeChanged() throws SQLException {
        var job = failedJob();
        var plan =
                TestJobs.plan(
                        Duration.ofDays(1),
                        List.of("true"),
                        TestJobs.subtask("b"),
                        TestJobs.subtask("a", "b"));

        assertThat(resume(job, plan))
                .isInstanceOfSatisfying(
                        Resumption.Refused.class,
                        refused ->
                                assertThat(refused.errors())
                                        .extracting(FieldError::field)
                                        .containsExactly(
                                                "plan.final_checks",
                                                "plan.subtasks[1].depends_on"));
        assertThat(resume(job, TestJobs.plan(Duration.ofDays(1), List.of(), TestJobs.subtask("b"))))
                .isInstanceOfSatisfying(
                        Resumption.Refused.class,
                        refused ->
                                assertThat(refused.errors())
                                        .singleElement()
                                        .extracting(FieldError::message)
                                        .isEqualTo("has no 'a', which has succeeded"));
        var stored = stores.stored().load(job).orElseThrow();
        assertThat(stored.state()).isEqualTo(JobState.FAILED);
        assertThat(stored.subtasks()).hasSize(4);
    }

    @Test
    void aJobAtWorkHasOnlyThePlanThatItHas() throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"));
        stores.jobs().accept(job, "manager-1", 3);
        var other = TestJobs.plan(Duration.ofDays(1), List.of(), TestJobs.subtask("b"));

        assertThat(resume(job.id(), job.plan())).isInstanceOf(Resumption.GoesOn.class);
        assertThat(resume(job.id(), other)).isInstanceOf(Resumption.IsAtWork.class);

        assertThat(stores.stored().load(job.id()).orElseThrow().subtasks())
                .extracting(StoredJob.StoredSubtask::spec)
                .containsExactly(TestJobs.subtask("a"));
    }

    @ParameterizedTest
    @CsvSource({"false, GoesOn", "true, IsEnding"})
    void whatHasNotEndedIsLeftAlone(boolean isCancelling, String answer) throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"));
        stores.jobs().accept(job, "manager-1", 3);
        set(job.id(), "job", "cancel_requested = " + isCancelling, "true");

        assertThat(resume(job.id()).getClass().getSimpleName()).isEqualTo(answer);

        assertThat(stores.jobs().owner(job.id())).contains("manager-1");
    }

    @Test
    void aResultIsNotUndone() throws SQLException {
        var job = failedJob();
        set(job, "job", "state = 'SUCCEEDED'", "true");

        assertThat(resume(job)).isInstanceOf(Resumption.HasSucceeded.class);

        assertThat(stores.stored().load(job).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aJobThatWasDeletedIsNotResumed() throws SQLException {
        assertThat(resume(new JobId("deleted"))).isInstanceOf(Resumption.Unknown.class);
    }

    @Test
    void onlyAWaitingJobIsNobodys() throws SQLException {
        var job = failedJob();

        assertThatThrownBy(() -> set(job, "job", "owner = ''", "true"))
                .hasMessageContaining("only_waiting_job_is_unowned");
    }

    /** One subtask succeeded, one failed, one was skipped and one is left as it was. */
    private static JobId failedJob() throws SQLException {
        var job =
                TestJobs.job(
                        TestJobs.subtask("a"),
                        TestJobs.subtask("b", "a"),
                        TestJobs.subtask("c", "b"),
                        TestJobs.subtask("d"));
        stores.jobs().accept(job, "manager-1", 3);
        set(job.id(), "subtask", "state = 'SUCCEEDED', attempts = 1", "key = 'a'");
        var failure = "'{\"reason\": \"CHECK_FAILED\", \"message\": \"no\"}'";
        set(
                job.id(),
                "subtask",
                "state = 'FAILED', attempts = 2, failures = 1, losses = 1, failure = " + failure,
                "key = 'b'");
        set(job.id(), "subtask", "state = 'SKIPPED', failure = " + failure, "key = 'c'");
        set(job.id(), "subtask", "state = 'RUNNING', attempts = 1", "key = 'd'");
        set(job.id(), "job", "state = 'FAILED', finished_at = now(), failure = " + failure, "true");
        return job.id();
    }

    private static Resumption resume(JobId job) throws SQLException {
        return resume(job, null);
    }

    private static Resumption resume(JobId job, @Nullable Plan corrected) throws SQLException {
        return stores.resumes().resume(job, corrected, "manager-2", TestJobs.NOW);
    }

    private static void set(JobId job, String table, String values, String condition)
            throws SQLException {
        var id = table.equals("job") ? "id" : "job";
        database.execute(
                "UPDATE %s SET %s WHERE %s = '%s' AND %s"
                        .formatted(table, values, id, job, condition));
    }
}
