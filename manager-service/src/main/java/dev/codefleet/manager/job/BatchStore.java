package dev.codefleet.manager.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.job.JobId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Writes a {@link Batch} in one transaction: a statement for each kind of change, whatever their
 * number, and all of them in one round trip.
 *
 * <p>The jobs' rows are locked first, against their fences, so that no takeover comes between. What
 * belongs to a job whose fence has moved is left out and the job is named in the answer.
 *
 * <p>Attempts end before others begin, for a retry may be dispatched in the batch that its
 * predecessor ends in, and one attempt of a subtask is open at most. No attempt begins and ends in
 * the same batch: its order is sent only after it.
 *
 * <p>A commit whose answer was lost is tried again, so every write also bears being written twice
 * under the same fence.
 */
@Singleton
public class BatchStore {
    private static final String OURS =
            """
            SELECT job.id FROM job JOIN unnest(?::text[], ?::bigint[]) AS held (id, fence)
            ON job.id = held.id AND job.fence = held.fence FOR SHARE OF job\
            """;
    private static final String KEEP_BUNDLES =
            "INSERT INTO bundle (job, sha256, content) SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[]) ON CONFLICT DO NOTHING";
    private static final String START_ATTEMPTS =
            """
            INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at)
            SELECT job, key, number, programmer, fence, 'DISPATCHED', at
            FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::timestamptz[])
                AS new (job, key, number, programmer, fence, at)
            ON CONFLICT (job, key, number) DO NOTHING\
            """;
    private static final String MOVE_ATTEMPTS =
            """
            UPDATE attempt SET programmer = moved.programmer
            FROM unnest(?::text[], ?::text[], ?::int[], ?::text[]) AS moved (job, key, number, programmer)
            WHERE attempt.job = moved.job AND attempt.key = moved.key AND attempt.number = moved.number
                AND attempt.state = 'DISPATCHED'\
            """;
    private static final String CHANGE_ATTEMPTS =
            """
            UPDATE attempt SET state = new.state, finished_at = new.finished_at, failure = new.failure,
                receipt = new.receipt, bundle = new.bundle, log = new.log
            FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::timestamptz[], ?::jsonb[], ?::jsonb[], ?::text[], ?::text[])
                AS new (job, key, number, state, finished_at, failure, receipt, bundle, log)
            WHERE attempt.job = new.job AND attempt.key = new.key AND attempt.number = new.number
                AND attempt.finished_at IS NULL\
            """;
    private static final String CHANGE_SUBTASKS =
            """
            UPDATE subtask SET state = new.state, attempts = new.attempts, failures = new.failures, losses = new.losses,
                not_before = new.not_before, commit = new.commit, failure = new.failure
            FROM unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::timestamptz[], ?::text[], ?::jsonb[])
                AS new (job, ordinal, was, state, attempts, failures, losses, not_before, commit, failure)
            WHERE subtask.job = new.job AND subtask.ordinal = new.ordinal
                AND subtask.state IN (new.was, new.state)\
            """;
    private static final String CHANGE_JOBS =
            """
            UPDATE job SET state = new.state, base = new.base, head = new.head, slots = new.slots, work_ms = new.work_ms,
                failure = new.failure, cancel_requested = new.cancel_requested, finished_at = new.finished_at
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::jsonb[], ?::boolean[], ?::timestamptz[])
                AS new (id, was, state, base, head, slots, work_ms, failure, cancel_requested, finished_at)
            WHERE job.id = new.id AND job.state IN (new.was, new.state)\
            """;
    private static final String LOG_EVENTS =
            """
            INSERT INTO event (job, seq, at, type, sender, receiver, body)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::jsonb[])
            ON CONFLICT (job, seq) DO NOTHING\
            """;

    private final DataSource database;
    private final ObjectMapper json;

    BatchStore(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Commits a batch; all or nothing but for the jobs in the answer.
     *
     * @return the jobs that are not ours any more, of which nothing was written
     * @throws SQLException if nothing was committed, or if that is not known; the same batch may be
     *     given again
     */
    public Set<JobId> commit(Batch batch) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var notOurs = notOurs(connection, batch);
                writes(batch, change -> !notOurs.contains(change.job())).run(connection);
                connection.commit();
                return notOurs;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static Set<JobId> notOurs(Connection connection, Batch batch) throws SQLException {
        var notOurs = new HashSet<>(batch.fences().keySet());
        try (var statement = connection.prepareStatement(OURS)) {
            var jobs = batch.fences().keySet().stream().map(JobId::value).toArray();
            statement.setArray(1, connection.createArrayOf("text", jobs));
            statement.setArray(
                    2, connection.createArrayOf("bigint", batch.fences().values().toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    notOurs.remove(new JobId(rows.getString(1)));
                }
            }
        }
        return notOurs;
    }

    private WritesStore writes(Batch batch, Predicate<Change> isOurs) {
        var writes = new WritesStore();
        writes.add(
                rows(batch.bundles(), isOurs)
                        .text(row -> row.job().value())
                        .text(Change.BundleKept::sha256)
                        .bytes(Change.BundleKept::content),
                KEEP_BUNDLES);
        writes.add(
                rows(batch.attempts(), isOurs)
                        .text(row -> row.job().value())
                        .text(row -> row.attempt().key())
                        .column("int", row -> row.attempt().number())
                        .text(row -> row.to().name())
                        .time(Change.OfAttempt::finishedAt)
                        .json(Change.OfAttempt::failure)
                        .json(Change.OfAttempt::receipt)
                        .text(Change.OfAttempt::bundle)
                        .text(Change.OfAttempt::log),
                CHANGE_ATTEMPTS);
        writes.add(
                rows(batch.started(), isOurs)
                        .text(row -> row.job().value())
                        .text(row -> row.attempt().key())
                        .column("int", row -> row.attempt().number())
                        .text(Change.AttemptStarted::programmer)
                        .column("bigint", Change.AttemptStarted::fence)
                        .time(Change.AttemptStarted::at),
                START_ATTEMPTS);
        writes.add(
                rows(batch.moved(), isOurs)
                        .text(row -> row.job().value())
                        .text(row -> row.attempt().key())
                        .column("int", row -> row.attempt().number())
                        .text(Change.AttemptMoved::programmer),
                MOVE_ATTEMPTS);
        addStates(writes, batch, isOurs);
        return writes;
    }

    private void addStates(WritesStore writes, Batch batch, Predicate<Change> isOurs) {
        writes.addAll(
                rows(batch.subtasks(), isOurs)
                        .text(row -> row.job().value())
                        .column("int", Change.OfSubtask::ordinal)
                        .text(row -> row.from().name())
                        .text(row -> row.to().name())
                        .column("int", Change.OfSubtask::attempts)
                        .column("int", Change.OfSubtask::failures)
                        .column("int", Change.OfSubtask::losses)
                        .time(Change.OfSubtask::notBefore)
                        .text(Change.OfSubtask::commit)
                        .json(Change.OfSubtask::failure),
                CHANGE_SUBTASKS);
        writes.addAll(
                rows(batch.jobs(), isOurs)
                        .text(row -> row.job().value())
                        .text(row -> row.from().name())
                        .text(row -> row.to().name())
                        .text(Change.OfJob::base)
                        .text(Change.OfJob::head)
                        .column("int", Change.OfJob::slots)
                        .column("bigint", Change.OfJob::workMs)
                        .json(Change.OfJob::failure)
                        .column("boolean", Change.OfJob::cancelRequested)
                        .time(Change.OfJob::finishedAt),
                CHANGE_JOBS);
        writes.add(
                rows(batch.events(), isOurs)
                        .text(row -> row.job().value())
                        .column("bigint", row -> row.event().seq())
                        .time(row -> row.event().at())
                        .text(row -> row.event().type().name())
                        .text(row -> row.event().from())
                        .text(row -> row.event().to())
                        .json(row -> row.event().body()),
                LOG_EVENTS);
    }

    private <T extends Change> RowsStore<T> rows(Collection<T> changes, Predicate<Change> isOurs) {
        return new RowsStore<>(changes.stream().filter(isOurs).toList(), json);
    }
}
