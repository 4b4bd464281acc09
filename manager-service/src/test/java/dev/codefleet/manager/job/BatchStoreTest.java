package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BatchStoreTest {
    private static final long FENCE = 7;

    private static TestDatabase database;
    private static Stores stores;

    private JobId job = TestJobs.id();
    private Batch batch = new Batch();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        stores = Stores.of(database.source());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void acceptJob() throws SQLException {
        job = accept();
        batch = new Batch();
    }

    @Test
    void aWholeLifeIsWritten() throws SQLException {
        var attempt = new AttemptId(job, "a", 1);
        add(Changes.job(job, JobState.QUEUED, JobState.RUNNING));
        add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 1));
        add(Changes.started(attempt, FENCE));
        add(Changes.logged(job, 1, "sent"));
        commitAll();
        add(Changes.running(attempt));
        commitAll();
        add(Changes.succeeded(attempt, "all went well"));
        add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 1));
        add(Changes.subtask(job, 1, SubtaskState.PENDING, SubtaskState.READY, 0));
        add(new Change.BundleKept(job, "ab12", new byte[] {0, 1, -1}));
        add(new Change.LogKept(attempt, Instant.EPOCH, new byte[] {2, -2}));
        var envelope = new Envelope("t", "cA==", List.of(new Envelope.Signature("k", "s")));
        add(new Change.AttestationKept(job, "a", 1, envelope));
        commitAll();

        assertThat(subtaskState(0)).isEqualTo("SUCCEEDED");
        assertThat(subtaskState(1)).isEqualTo("READY");
        assertThat(attemptState("a", 1)).isEqualTo("SUCCEEDED");
        assertThat(stores.jobs().log(attempt)).contains("all went well");
        assertThat(stores.jobs().hasEnded(attempt)).isTrue();
        assertThat(database.single("SELECT content FROM bundle WHERE job = '" + job + "'"))
                .isEqualTo(new byte[] {0, 1, -1});
        assertThat(stores.wholeLogs().find(attempt).orElseThrow()).isEqualTo(new byte[] {2, -2});
        assertThat(stores.attestations().page(job, "", -1, 9))
                .containsExactly(new Attestation(attempt, envelope));
        assertThat(stores.attestations().page(job, "a", 1, 9)).isEmpty();
    }

    @Test
    void whatAllWholeLogsTakeIsBoundedAndTheOldestGoFirst() throws SQLException {
        // The limit is one for all jobs, and others' are in this database.
        database.execute("DELETE FROM attempt_log");
        var start = Instant.parse("2030-01-01T00:00:00Z");
        for (var number = 1; number <= 5; number++) {
            var attempt = new AttemptId(job, "a", number);
            add(Changes.started(attempt, FENCE));
            commitAll();
            add(new Change.LogKept(attempt, start.plusSeconds(number), new byte[100]));
            add(Changes.lost(attempt));
            commitAll();
        }

        assertThat(stores.wholeLogs().trim(500)).isZero();
        assertThat(stores.wholeLogs().trim(250)).isEqualTo(3);
        assertThat(stores.wholeLogs().find(new AttemptId(job, "a", 3))).isEmpty();
        assertThat(stores.wholeLogs().find(new AttemptId(job, "a", 4))).isPresent();
        assertThat(count("attempt_log", job)).isEqualTo(2);
    }

    @Test
    void manyWholeLogsAreDeletedAFewAtATime() throws SQLException {
        database.execute("DELETE FROM attempt_log");
        database.execute(
                "INSERT INTO attempt_log (job, key, number, compressed_bytes, kept_at, content)"
                        + " SELECT '"
                        + job
                        + "', 'a', n, 1, now() + n * interval '1 s', '\\x00' FROM"
                        + " generate_series(1, 50) n");

        assertThat(stores.wholeLogs().trim(5)).isEqualTo(45);
        assertThat(stores.wholeLogs().find(new AttemptId(job, "a", 45))).isEmpty();
        assertThat(count("attempt_log", job)).isEqualTo(5);
    }

    @Test
    void aJobWhoseFenceHasMovedIsNamedAndNothingOfItWritten() throws SQLException {
        var other = accept();
        database.execute("UPDATE job SET fence = 8, owner = 'manager-2' WHERE id = '" + job + "'");
        for (var each : new JobId[] {job, other}) {
            add(Changes.job(each, JobState.QUEUED, JobState.RUNNING));
            add(Changes.subtask(each, 0, SubtaskState.READY, SubtaskState.RUNNING, 1));
            add(Changes.started(new AttemptId(each, "a", 1), FENCE));
            add(Changes.logged(each, 1, "x"));
            add(new Change.BundleKept(each, "ab12", new byte[] {1}));
        }

        assertThat(stores.batches().commit(batch)).containsExactly(job);

        for (var table : new String[] {"attempt", "event", "bundle"}) {
            assertThat(count(table, job)).isZero();
            assertThat(count(table, other)).isEqualTo(1);
        }
        assertThat(subtaskState(0)).isEqualTo("READY");
        assertThat(stores.views().job(job).orElseThrow().state()).isEqualTo(JobState.QUEUED);
        assertThat(stores.views().job(other).orElseThrow().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aJobWhoseNewOwnerHasWrittenAlreadyIsNotOurs() throws SQLException {
        var attempt = new AttemptId(job, "a", 1);
        database.execute("UPDATE job SET fence = 8 WHERE id = '" + job + "'");
        database.execute(
                "INSERT INTO attempt VALUES ('%s', 'a', 2, 'p', 8, 'DISPATCHED', now())"
                        .formatted(job));
        add(Changes.started(attempt, FENCE));

        assertThat(stores.batches().commit(batch)).containsExactly(job);
        assertThat(count("attempt", job)).isEqualTo(1);
    }

    @Test
    @Timeout(30)
    void aJobThatIsTakenOverMeanwhileIsNotOurs() throws Exception {
        add(Changes.logged(job, 1, "x"));
        try (var taker = database.source().getConnection();
                var statement = taker.createStatement();
                var writer = Executors.newSingleThreadExecutor()) {
            taker.setAutoCommit(false);
            statement.execute("UPDATE job SET fence = 8 WHERE id = '" + job + "'");
            var notOurs = writer.submit(() -> stores.batches().commit(batch));
            while (!isSomebodyWaiting()) {
                assertThat(notOurs.isDone()).isFalse();
            }
            taker.commit();

            assertThat(notOurs.get(10, TimeUnit.SECONDS)).containsExactly(job);
        }
        assertThat(count("event", job)).isZero();
    }

    /** It would wait for them, and they for it. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ofAJobThatIsNotOursNoRowIsTouched() throws SQLException {
        add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 1));
        database.execute("UPDATE job SET fence = 8 WHERE id = '" + job + "'");
        try (var owner = database.source().getConnection();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("UPDATE subtask SET losses = 1 WHERE job = '" + job + "'");

            assertThat(stores.batches().commit(batch)).containsExactly(job);
            owner.rollback();
        }
    }

    @Test
    void aJobThatIsGoneIsNotOurs() throws SQLException {
        var gone = TestJobs.id();
        add(Changes.logged(gone, 1, "x"));

        assertThat(stores.batches().commit(batch)).containsExactly(gone);
    }

    @Test
    void aChangeFromAStateThatTheRowHasNotIsRefusedWithTheWholeBatch() throws SQLException {
        add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 1));
        add(Changes.logged(job, 1, "x"));
        assertThatThrownBy(this::commitAll).isInstanceOf(SQLException.class);
        batch = new Batch();
        add(Changes.job(job, JobState.INTEGRATING, JobState.SUCCEEDED));
        assertThatThrownBy(this::commitAll).isInstanceOf(SQLException.class);

        assertThat(subtaskState(0)).isEqualTo("READY");
        assertThat(stores.views().job(job).orElseThrow().state()).isEqualTo(JobState.QUEUED);
        assertThat(count("event", job)).isZero();
    }

    @Test
    void aRetryMayBeDispatchedInTheBatchThatItsPredecessorEndsIn() throws SQLException {
        dispatch(1);
        add(Changes.lost(new AttemptId(job, "a", 1)));
        add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.READY, 1));
        add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 2));
        add(Changes.started(new AttemptId(job, "a", 2), FENCE));

        commitAll();

        assertThat(attemptState("a", 1)).isEqualTo("LOST");
        assertThat(attemptState("a", 2)).isEqualTo("DISPATCHED");
    }

    @Test
    void aBatchWhoseCommitWasNotHeardOfMayBeWrittenAgain() throws SQLException {
        dispatch(1);
        add(Changes.succeeded(new AttemptId(job, "a", 1), "log"));
        add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 1));
        add(Changes.subtask(job, 1, SubtaskState.READY, SubtaskState.RUNNING, 1));
        add(Changes.started(new AttemptId(job, "b", 1), FENCE));
        add(Changes.job(job, JobState.QUEUED, JobState.RUNNING));
        add(Changes.logged(job, 2, "x"));
        add(new Change.BundleKept(job, "ab12", new byte[] {1}));
        database.execute(
                "UPDATE subtask SET state = 'READY' WHERE ordinal = 1 AND job = '" + job + "'");

        assertThat(stores.batches().commit(batch)).isEmpty();
        assertThat(stores.batches().commit(batch)).isEmpty();

        assertThat(attemptState("a", 1)).isEqualTo("SUCCEEDED");
        assertThat(attemptState("b", 1)).isEqualTo("DISPATCHED");
        assertThat(subtaskState(1)).isEqualTo("RUNNING");
        assertThat(count("event", job)).isEqualTo(2);
    }

    @Test
    void anAttemptMovesOnlyUntilItWasTaken() throws SQLException {
        dispatch(1);
        add(new Change.AttemptMoved(new AttemptId(job, "a", 1), "programmer-2"));
        commitAll();
        assertThat(programmer()).isEqualTo("programmer-2");

        add(Changes.running(new AttemptId(job, "a", 1)));
        commitAll();
        add(new Change.AttemptMoved(new AttemptId(job, "a", 1), "programmer-3"));
        commitAll();

        assertThat(programmer()).isEqualTo("programmer-2");
    }

    @Test
    void anAttemptThatHasEndedDoesNotChangeAnyMore() throws SQLException {
        dispatch(1);
        add(Changes.lost(new AttemptId(job, "a", 1)));
        commitAll();
        add(Changes.succeeded(new AttemptId(job, "a", 1), null));
        commitAll();

        assertThat(attemptState("a", 1)).isEqualTo("LOST");
    }

    @Test
    void aSecondOpenAttemptIsRefusedWithTheWholeBatch() throws SQLException {
        dispatch(1);
        add(Changes.started(new AttemptId(job, "a", 2), FENCE));
        add(Changes.logged(job, 2, "x"));

        assertThatThrownBy(this::commitAll)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("one_open_attempt");
        assertThat(count("event", job)).isEqualTo(1);
    }

    @Test
    void whatPostgresCannotHoldInATextIsReplaced() throws SQLException {
        var attempt = new AttemptId(job, "a", 1);
        dispatch(1);
        var nasty =
                "nul \0 twice \0\0 a backslash \\u0000 and "
                        + "\\".repeat(5_001)
                        + "\0 half a pair \ud83d end";
        var failure = Failure.of(FailureReason.EXECUTOR_ERROR, nasty);
        var receipt = TestJobs.receipt(attempt, AttemptState.FAILED, failure);
        add(
                new Change.OfAttempt(
                        attempt, AttemptState.FAILED, TestJobs.NOW, failure, receipt, null, nasty));
        add(Changes.logged(job, 2, nasty));

        commitAll();

        var message =
                "nul \ufffd twice \ufffd\ufffd a backslash \\u0000 and "
                        + "\\".repeat(5_001)
                        + "\ufffd half a pair ? end";
        assertThat(stores.jobs().log(attempt)).contains(message);
        assertThat(stores.views().events(job, 1, 1).getFirst().body())
                .containsEntry("message", message);
        assertThat(stores.views().receipts(job, "", 0, 1).getFirst().failure())
                .isEqualTo(Failure.of(FailureReason.EXECUTOR_ERROR, message));
    }

    @Test
    void aBatchOfThousandsOfRowsIsOneTransaction() throws SQLException {
        for (int seq = 1; seq <= 5_000; seq++) {
            add(Changes.logged(job, seq, "x"));
        }
        commitAll();

        assertThat(count("event", job)).isEqualTo(5_000);
        assertThat(
                        database.single(
                                "SELECT count(DISTINCT xmin::text) FROM event WHERE job = '"
                                        + job
                                        + "'"))
                .isEqualTo(1L);
    }

    private static boolean isSomebodyWaiting() throws SQLException {
        var sql =
                "SELECT count(*) > 0 FROM pg_locks JOIN pg_stat_activity USING (pid) "
                        + "WHERE NOT granted AND datname = current_database()";
        return Boolean.TRUE.equals(database.single(sql));
    }

    private JobId accept() throws SQLException {
        var accepted = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("b", "a"));
        stores.jobs().accept(accepted, "manager-1", FENCE);
        return accepted.id();
    }

    private void dispatch(int number) throws SQLException {
        add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, number));
        add(Changes.started(new AttemptId(job, "a", number), FENCE));
        add(Changes.logged(job, number, "x"));
        commitAll();
    }

    private void add(Change change) {
        batch.add(change, FENCE);
    }

    private void commitAll() throws SQLException {
        assertThat(stores.batches().commit(batch)).isEmpty();
        batch = new Batch();
    }

    private Object subtaskState(int ordinal) throws SQLException {
        return String.valueOf(
                database.single(
                        "SELECT state FROM subtask WHERE ordinal = "
                                + ordinal
                                + " AND job = '"
                                + job
                                + "'"));
    }

    private Object attemptState(String key, int number) throws SQLException {
        return String.valueOf(
                database.single(
                        "SELECT state FROM attempt WHERE key = '"
                                + key
                                + "' AND number = "
                                + number
                                + " AND job = '"
                                + job
                                + "'"));
    }

    private Object programmer() throws SQLException {
        return String.valueOf(
                database.single("SELECT programmer FROM attempt WHERE job = '" + job + "'"));
    }

    private static long count(String table, JobId of) throws SQLException {
        var sql = "SELECT count(*) FROM " + table + " WHERE job = '" + of + "'";
        return (long) java.util.Objects.requireNonNull(database.single(sql));
    }
}
