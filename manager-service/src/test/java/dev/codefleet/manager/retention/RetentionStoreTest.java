package dev.codefleet.manager.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.Changes;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.ResumeStore.Resumption;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.retention.RetentionStore.Deletion;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every table comes with its limit here, and with a test that it shrinks. */
class RetentionStoreTest {
    private static final long FENCE = 3;
    private static final List<String> OF_JOBS =
            List.of("subtask", "attempt", "attempt_log", "attestation", "bundle", "event");
    private static final String NO_REASON = "'{\"reason\": \"CHECK_FAILED\", \"message\": \"no\"}'";

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final RetentionStore retention = new RetentionStore(database.source());

    @AfterEach
    void close() {
        database.close();
    }

    /** Whoever adds a table says here what keeps it from growing for ever, and tests it below. */
    @Test
    void everyTableHasALimit() throws SQLException {
        var tables =
                stores.query()
                        .list(
                                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
                                row -> row.getString(1));

        assertThat(tables)
                .containsExactlyInAnyOrder(
                        "flyway_schema_history", // one row for a version
                        "job", // deleted by age and number
                        "subtask", // deleted with its job, as the next five
                        "attempt",
                        "attestation",
                        "attempt_log", // and by bytes: BatchStoreTest
                        "bundle",
                        "event",
                        "deleted_job", // until its rows are deleted
                        "manager", // deleted a day after its lease
                        "repository_upload", // by age and bytes: UploadResourceTest
                        "repository_upload_piece" // deleted with its upload
                        );
    }

    @Test
    void tablesThatHangOnJobsAreTheOnesThatAreSwept() throws SQLException {
        var tables =
                stores.query()
                        .list(
                                "SELECT table_name FROM information_schema.columns"
                                        + " WHERE table_schema = 'public' AND column_name = 'job'",
                                row -> row.getString(1));

        assertThat(tables).containsExactlyInAnyOrderElementsOf(OF_JOBS);
    }

    @Test
    void nothingStaysOfADeletedJobAndNothingElseGoes() throws SQLException {
        var deleted = endedJob(30, Instant.EPOCH);
        var kept = endedJob(2, Instant.EPOCH);

        assertThat(retention.delete(deleted)).isEqualTo(Deletion.DELETED);

        assertThat(stores.views().job(deleted)).isEmpty();
        assertThat(sweepAll()).as("bundles go four at a time").isEqualTo(8);
        for (var table : OF_JOBS) {
            assertThat(count(table, deleted)).as(table).isZero();
            assertThat(count(table, kept)).as(table).isPositive();
        }
        assertThat(database.single("SELECT count(*) FROM deleted_job")).isEqualTo(0L);
    }

    @Test
    void aDeletedJobIsUnknown() throws SQLException {
        var job = endedJob(1, Instant.EPOCH);
        retention.delete(job);

        assertThat(retention.delete(job)).isEqualTo(Deletion.UNKNOWN);
        assertThat(stores.views().job(job)).isEmpty();
        assertThat(stores.views().jobs(null, null, 10, null)).isEmpty();
        assertThat(stores.jobs().owner(job)).isEmpty();
        assertThat(stores.resumes().resume(job, null, "manager-1", TestJobs.NOW))
                .isInstanceOf(Resumption.Unknown.class);
    }

    @Test
    void itsIdempotencyKeyIsFreeAgain() throws SQLException {
        var first = TestJobs.job(TestJobs.id(), List.of(TestJobs.subtask("a")), null, "key");
        stores.jobs().accept(first, "manager-1", FENCE);
        end(first.id(), Instant.EPOCH);
        retention.delete(first.id());

        var again = TestJobs.job(TestJobs.id(), List.of(TestJobs.subtask("a")), null, "key");
        assertThat(stores.jobs().accept(again, "manager-1", FENCE))
                .isInstanceOf(JobStore.Acceptance.Accepted.class);
    }

    @Test
    void aJobAtWorkIsNotDeleted() throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"));
        stores.jobs().accept(job, "manager-1", FENCE);

        assertThat(retention.delete(job.id())).isEqualTo(Deletion.NOT_ENDED);
        assertThat(retention.deleteOlder(Duration.ZERO, Instant.now().plusSeconds(99), 10))
                .isZero();
        assertThat(retention.deleteBeyond(0, 10)).isZero();
        assertThat(stores.views().job(job.id())).isPresent();
    }

    @Test
    void oldJobsGoTheOldestFirstAndNewOnesStay() throws SQLException {
        var old = endedJob(1, TestJobs.NOW.minusSeconds(20));
        var oldest = endedJob(1, TestJobs.NOW.minusSeconds(30));
        var fresh = endedJob(1, TestJobs.NOW);

        assertThat(retention.deleteOlder(Duration.ZERO, TestJobs.NOW, 1)).isEqualTo(1);
        assertThat(remaining()).containsExactlyInAnyOrder(old, fresh);

        assertThat(retention.deleteOlder(Duration.ZERO, TestJobs.NOW, 5)).isEqualTo(1);
        assertThat(remaining()).containsExactly(fresh);
        assertThat(oldest).isNotIn(remaining());
    }

    @Test
    void aClockThatRunsAheadCostsNobodyTheirJobs() throws SQLException {
        var job = endedJob(1, Instant.now());
        var ahead = Instant.now().plus(Duration.ofDays(400));

        assertThat(retention.deleteOlder(Duration.ofDays(30), ahead, 10)).isZero();

        assertThat(remaining()).containsExactly(job);
    }

    @Test
    void ofTooManyJobsTheNewestStay() throws SQLException {
        var jobs = new ArrayList<JobId>();
        for (int second = 0; second < 5; second++) {
            jobs.add(endedJob(1, TestJobs.NOW.plusSeconds(second)));
        }

        assertThat(retention.deleteBeyond(2, 10)).isEqualTo(3);

        assertThat(remaining()).containsExactlyInAnyOrder(jobs.get(3), jobs.get(4));
        assertThat(retention.deleteBeyond(2, 10)).isZero();
    }

    /** Whoever resumes a job and whoever deletes it: one wins, and the other one is told. */
    @Test
    void aJobIsEitherResumedOrDeleted() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                var job = endedJob(1, Instant.EPOCH);
                Callable<Object> resume =
                        () -> stores.resumes().resume(job, null, "manager-1", TestJobs.NOW);
                Callable<Object> delete = () -> retention.delete(job);
                var calls =
                        threads.invokeAll(
                                round % 2 == 0 ? List.of(resume, delete) : List.of(delete, resume));
                var answers = List.of(calls.get(round % 2).get(), calls.get(1 - round % 2).get());

                assertThat(answers)
                        .isIn(
                                List.of(new Resumption.Resumed(), Deletion.NOT_ENDED),
                                List.of(new Resumption.Unknown(), Deletion.DELETED));
                assertThat(stores.views().job(job).isPresent())
                        .isEqualTo(answers.contains(Deletion.NOT_ENDED));
            }
        }
    }

    @Test
    void aResumptionThatIsUnderWayIsWaitedForAndWins() throws Exception {
        var job = endedJob(1, Instant.EPOCH);
        try (var resuming = database.source().getConnection();
                var statement = resuming.createStatement()) {
            resuming.setAutoCommit(false);
            statement.execute(
                    "UPDATE job SET state = 'QUEUED', owner = '', finished_at = NULL WHERE id = '"
                            + job
                            + "'");
            assertThat(retention.deleteOlder(Duration.ZERO, TestJobs.NOW, 10))
                    .as("the sweep passes it over")
                    .isZero();
            var deletion =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return retention.delete(job);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            resuming.commit();
            assertThat(deletion.get(10, TimeUnit.SECONDS)).isEqualTo(Deletion.NOT_ENDED);
        }
        assertThat(stores.views().job(job)).isPresent();
    }

    /** Its manager may have sent something before it heard of the end of its lease. */
    @Test
    void nothingIsWrittenOfADeletedJob() throws SQLException {
        var job = endedJob(1, Instant.EPOCH);
        retention.delete(job);
        var late = new Batch();
        late.add(Changes.started(new AttemptId(job, "s0", 2), FENCE), FENCE);

        assertThat(stores.batches().commit(late)).containsExactly(job);

        sweepAll();
        assertThat(count("attempt", job)).isZero();
    }

    @Test
    void severalManagersSweepAtOnce() throws Exception {
        var jobs = new ArrayList<JobId>();
        for (int number = 0; number < 12; number++) {
            jobs.add(endedJob(25, Instant.EPOCH));
        }
        int managers = 4;
        try (var threads = Executors.newFixedThreadPool(managers)) {
            var sweeps = new ArrayList<Callable<Integer>>();
            for (int manager = 0; manager < managers; manager++) {
                sweeps.add(() -> {
                    int all = 0;
                    int deleted;
                    do {
                        deleted = retention.deleteOlder(Duration.ZERO, TestJobs.NOW, 2);
                        all += deleted;
                        sweepAll();
                    } while (deleted > 0);
                    return all;
                });
            }
            int all = 0;
            for (var sweep : threads.invokeAll(sweeps)) {
                all += sweep.get();
            }
            assertThat(all + retention.deleteOlder(Duration.ZERO, TestJobs.NOW, 100)).isEqualTo(12);
        }
        sweepAll();
        for (var table : OF_JOBS) {
            assertThat(database.single("SELECT count(*) FROM " + table)).as(table).isEqualTo(0L);
        }
        assertThat(remaining()).isEmpty();
        assertThat(jobs).hasSize(12);
    }

    @Test
    void managersThatAreNoMoreAreForgotten() throws SQLException {
        database.execute(
                """
                INSERT INTO manager VALUES ('gone', 'http://gone', 1, now() - interval '2 days'),
                    ('restarting', 'http://restarting', 2, now() - interval '1 hour'),
                    ('alive', 'http://alive', 3, now() + interval '5 seconds')\
                """);

        assertThat(retention.deleteManagers(Duration.ofDays(1), 10)).isEqualTo(1);

        assertThat(database.single("SELECT string_agg(id, ',' ORDER BY id) FROM manager"))
                .isEqualTo("alive,restarting");
    }

    /** What deletes of a large table goes by its indexes, whatever its size. */
    @Test
    void noTableIsReadWhole() throws SQLException {
        for (var table : OF_JOBS) {
            var plan =
                    stores.query()
                            .list(
                                    "EXPLAIN SELECT ctid FROM "
                                            + table
                                            + " WHERE job = 'x' LIMIT 9",
                                    row -> row.getString(1));
            assertThat(plan).as(table).noneMatch(line -> line.contains("Seq Scan"));
        }
        var oldest =
                stores.query()
                        .list(
                                "EXPLAIN SELECT id FROM job WHERE finished_at IS NOT NULL"
                                        + " AND finished_at < now() ORDER BY finished_at, id LIMIT 9",
                                row -> row.getString(1));
        assertThat(oldest)
                .anyMatch(line -> line.contains("job_ended"))
                .noneMatch(line -> line.contains("Sort"));
    }

    /** A failed job with an attempt, its log, a bundle and an event for each subtask. */
    private JobId endedJob(int subtasks, Instant end) throws SQLException {
        var plan = new ArrayList<dev.codefleet.contract.plan.PlannedSubtask>();
        for (int number = 0; number < subtasks; number++) {
            plan.add(TestJobs.subtask("s" + number));
        }
        var job = TestJobs.job(TestJobs.id(), plan);
        stores.jobs().accept(job, "manager-1", FENCE);
        var id = job.id();
        database.execute(
                """
                INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at, log)
                SELECT job, key, 1, 'programmer-1', 3, 'FAILED', now(), now(), 'log' FROM subtask WHERE job = '%1$s';
                INSERT INTO attempt_log SELECT job, key, 1, 7, now(), 'content' FROM subtask WHERE job = '%1$s';
                INSERT INTO attestation SELECT job, key, 1, '{}' FROM subtask WHERE job = '%1$s';
                INSERT INTO bundle SELECT job, key, 'content' FROM subtask WHERE job = '%1$s';
                INSERT INTO event SELECT job, ordinal + 1, now(), 'STATUS', 'manager-1', NULL, '{}'
                FROM subtask WHERE job = '%1$s'\
                """
                        .formatted(id));
        end(id, end);
        return id;
    }

    private void end(JobId job, Instant time) throws SQLException {
        database.execute(
                "UPDATE job SET state = 'FAILED', failure = %s, finished_at = '%s' WHERE id = '%s'"
                        .formatted(NO_REASON, time, job));
    }

    private int sweepAll() throws SQLException {
        int sweeps = 0;
        while (retention.sweep()) {
            sweeps++;
        }
        return sweeps;
    }

    private List<JobId> remaining() throws SQLException {
        return stores.query().list("SELECT id FROM job", row -> new JobId(row.getString(1)));
    }

    private long count(String table, JobId job) throws SQLException {
        return stores.query()
                .first(
                        "SELECT count(*) FROM " + table + " WHERE job = ?",
                        row -> row.getLong(1),
                        job.value())
                .orElseThrow();
    }
}
