package dev.codefleet.manager.lease;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.RealStores;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.StoredJobStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What managers ask of a database, simulated or real. */
record Both(
        LeaseStore leases,
        TakeoverStore takeover,
        JobStore jobs,
        BatchStore batches,
        StoredJobStore stored) {

    static Both simulated(SimulatedDatabase database) {
        return new Both(
                SimulatedLeases.leases(database),
                SimulatedLeases.claims(database),
                database.jobs(),
                database.batches(),
                database.stored());
    }

    static Both real(DataSource source) {
        var stores = RealStores.of(source);
        return new Both(
                new LeaseStore(source),
                new TakeoverStore(stores.query()),
                stores.jobs(),
                stores.batches(),
                stores.stored());
    }

    /** What is asked of one of them. */
    interface Question {
        Object ask(Both database) throws SQLException;
    }

    /** The answer, or the class of the refusal. */
    Object answer(Question question) {
        try {
            return question.ask(this);
        } catch (SQLException refused) {
            var state = refused.getSQLState();
            return "refused " + (state == null ? "?" : state.substring(0, 2));
        }
    }

    long acquire(String manager, Duration time) throws SQLException {
        return leases.acquire(manager, "http://" + manager, time);
    }

    List<TakeoverStore.Claimed> claim(String manager, long fence) throws SQLException {
        return takeover.claim(manager, fence, List.of(Lane.CODE), 1);
    }

    /** Without the time that has passed, which is the real one in one of them. */
    Optional<StoredJob> load(JobId job) throws SQLException {
        return stored.load(job).map(Both::timeless);
    }

    private static StoredJob timeless(StoredJob job) {
        return new StoredJob(
                job.id(),
                job.fence(),
                job.title(),
                job.files(),
                job.terms(),
                job.state(),
                job.standing(),
                new StoredJob.Times(
                        job.times().createdAt(),
                        job.times().runningFor() == null ? null : Duration.ZERO,
                        job.times().idle()),
                job.subtasks(),
                job.openAttempts(),
                job.unschedulable());
    }
}
