package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the database goes about a batch, when it planned for other tables than it has. */
class BatchPlansTest {
    private static final long FENCE = 7;

    /**
     * The driver keeps a statement from its fifth run on, the database its plan after five more.
     */
    private static final int ROUNDS_UNTIL_PLANS_ARE_KEPT = 12;

    private static final int SMALL_JOBS = 60;
    private static final int MANY = 1_000;

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private JobId job = TestJobs.id();
    private Batch batch = new Batch();

    @AfterEach
    void close() {
        database.close();
    }

    /**
     * Plans are made for jobs of one subtask, and kept for one of many: a statement that goes by
     * half a key, by an index of what was open once, or by none, reads that many rows.
     */
    @Test
    void noStatementReadsMoreRowsThanItWritesWhateverItWasPlannedFor() throws SQLException {
        for (int small = 0; small < SMALL_JOBS; small++) {
            accept(TestJobs.subtask("a"));
        }
        database.execute("ANALYZE");
        for (int round = 1; round <= ROUNDS_UNTIL_PLANS_ARE_KEPT; round++) {
            job = accept(TestJobs.subtask("a"));
            live();
        }
        job =
                accept(
                        IntStream.range(0, MANY)
                                .mapToObj(number ->
                                        TestJobs.subtask(number == 0 ? "a" : "s" + number))
                                .toArray(PlannedSubtask[]::new));
        for (int number = 1; number < MANY; number++) {
            add(Changes.started(new AttemptId(job, "s" + number, 1), FENCE));
            add(Changes.logged(job, 10 + number, "x"));
        }
        commitAll();
        long before = rowsRead();
        live();
        assertThat(rowsRead() - before).isBetween(1L, MANY / 4L);
    }

    /** Planning one anew costs as much as running it. */
    @Test
    void noStatementIsPlannedAgainOnceItIsKept() throws SQLException {
        for (int round = 1; round <= ROUNDS_UNTIL_PLANS_ARE_KEPT; round++) {
            job = accept(TestJobs.subtask("a"));
            live();
        }
        job = accept(TestJobs.subtask("a"));
        long planned = plans("custom_plans");
        long kept = plans("generic_plans");
        live();
        assertThat(plans("custom_plans")).isEqualTo(planned);
        assertThat(plans("generic_plans")).isGreaterThan(kept);
    }

    /**
     * Each touch would cost two entries of an index, and their clearing away. Some there may be: a
     * look of the database's own housekeeping keeps old rows in their pages.
     */
    @Test
    void statesOfSubtasksHardlyTouchAnIndex() throws SQLException {
        var subtasks = IntStream.range(0, MANY).mapToObj(number -> TestJobs.subtask("s" + number));
        job = accept(subtasks.toArray(PlannedSubtask[]::new));
        move(SubtaskState.READY, SubtaskState.RUNNING, 1);
        move(SubtaskState.RUNNING, SubtaskState.READY, 1);
        move(SubtaskState.READY, SubtaskState.RUNNING, 2);
        move(SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 2);
        assertThat(updatesOfSubtasks("n_tup_upd")).isEqualTo(4 * MANY);
        assertThat(updatesOfSubtasks("n_tup_hot_upd")).isGreaterThan(3 * MANY);
    }

    private void move(SubtaskState from, SubtaskState to, int attempts) throws SQLException {
        for (int number = 0; number < MANY; number++) {
            var key = "s" + number;
            add(new Change.OfSubtask(job, number, key, from, to, attempts, 0, 0, null, null, null));
        }
        commitAll();
    }

    private long updatesOfSubtasks(String column) throws SQLException {
        database.single("SELECT 1 FROM pg_stat_force_next_flush()");
        return number(
                "SELECT %s FROM pg_stat_user_tables WHERE relname = 'subtask'".formatted(column));
    }

    private long plans(String column) throws SQLException {
        return number(
                "SELECT sum(%s)::bigint FROM pg_prepared_statements WHERE statement LIKE '%%unnest%%'"
                        .formatted(column));
    }

    private long number(String sql) throws SQLException {
        return (Long) Objects.requireNonNull(database.single(sql));
    }

    private void live() throws SQLException {
        add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 1));
        add(Changes.started(new AttemptId(job, "a", 1), FENCE));
        add(Changes.logged(job, 1, "x"));
        commitAll();
        add(Changes.running(new AttemptId(job, "a", 1)));
        add(new Change.AttemptMoved(new AttemptId(job, "a", 1), "programmer-2"));
        commitAll();
        add(Changes.succeeded(new AttemptId(job, "a", 1), "log"));
        add(Changes.subtask(job, 0, SubtaskState.RUNNING, SubtaskState.SUCCEEDED, 1));
        add(Changes.job(job, JobState.QUEUED, JobState.RUNNING));
        add(new Change.BundleKept(job, "ab12", new byte[] {1}));
        commitAll();
    }

    /** By this connection: others may count later. */
    private long rowsRead() throws SQLException {
        database.single("SELECT 1 FROM pg_stat_force_next_flush()");
        var sql =
                "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)"
                        + " + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)";
        return ((BigDecimal) Objects.requireNonNull(database.single(sql))).longValueExact();
    }

    private JobId accept(PlannedSubtask... subtasks) throws SQLException {
        var accepted = TestJobs.job(subtasks);
        stores.jobs().accept(accepted, "manager-1", FENCE);
        return accepted.id();
    }

    private void add(Change change) {
        batch.add(change, FENCE);
    }

    private void commitAll() throws SQLException {
        assertThat(stores.batches().commit(batch)).isEmpty();
        batch = new Batch();
    }
}
