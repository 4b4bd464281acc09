package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettledAttemptStoreTest {
    private static final long FENCE = 7;

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final SettledAttemptStore settled = new SettledAttemptStore(stores.query());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void onlyWhatHasEndedIsSettled() throws SQLException {
        var accepted = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("b"));
        stores.jobs().accept(accepted, "manager-1", FENCE);
        var job = accepted.id();
        var running = new AttemptId(job, "a", 1);
        var lost = new AttemptId(job, "b", 1);
        var next = new AttemptId(job, "b", 2);
        var unknown = new AttemptId(job, "a", 2);
        write(Changes.started(running, FENCE), Changes.started(lost, FENCE));
        write(Changes.running(running), Changes.lost(lost));
        write(Changes.started(next, FENCE));

        assertThat(settled.of(List.of(running, lost, next, unknown))).containsExactly(lost);
    }

    /** Else their reports would lie in a programmer's spool for ever. */
    @Test
    void attemptsOfAJobThatIsNoMoreAreSettled() throws SQLException {
        var attempt = new AttemptId(new JobId("deleted"), "a", 1);

        assertThat(settled.of(List.of(attempt))).containsExactly(attempt);
    }

    private void write(Change... changes) throws SQLException {
        var batch = new Batch();
        for (var change : changes) {
            batch.add(change, FENCE);
        }
        assertThat(stores.batches().commit(batch)).isEmpty();
    }
}
