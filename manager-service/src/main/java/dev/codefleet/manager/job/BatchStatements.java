package dev.codefleet.manager.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.StatementPipeline;
import dev.codefleet.manager.sql.UnnestRows;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The statements that write a {@link Batch}: one for each kind of change, whatever their number.
 *
 * <p>Attempts end before others begin, for a retry may be dispatched in the batch that its
 * predecessor ends in, and one attempt of a subtask is open at most. No attempt begins and ends in
 * the same batch: its order is sent only after it.
 *
 * <p>Rows to be changed are looked up one by one ({@code OFFSET 0} keeps the planner from making a
 * join of it), for a plan that was made while there were few of them is kept when there are many.
 * Nobody else moves them meanwhile, since all who write them hold a lock of their job's row.
 */
final class BatchStatements {
    private static final String KEEP_BUNDLES =
            "INSERT INTO bundle (job, sha256, content) SELECT * FROM unnest(?::text[], ?::text[],"
                    + " ?::bytea[]) ON CONFLICT DO NOTHING";
    private static final String KEEP_LOGS =
            """
            INSERT INTO attempt_log (job, key, number, compressed_bytes, kept_at, content)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::timestamptz[], ?::bytea[])
            ON CONFLICT DO NOTHING\
            """;
    private static final String KEEP_ATTESTATIONS =
            """
            INSERT INTO attestation (job, key, number, envelope)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::json[])
            ON CONFLICT DO NOTHING\
            """;
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
            FROM unnest(?::text[], ?::text[], ?::int[], ?::text[]) AS moved (job, key, number, programmer), LATERAL
                (SELECT ctid FROM attempt AS old
                WHERE old.job = moved.job AND old.key = moved.key AND old.number = moved.number
                    AND old.state = 'DISPATCHED' OFFSET 0) AS place
            WHERE attempt.ctid = place.ctid\
            """;

    /**
     * Open ones by their states: by {@code finished_at} the index of open attempts would be read,
     * with all that were open since the last vacuum.
     */
    private static final String CHANGE_ATTEMPTS =
            """
            UPDATE attempt SET state = new.state, finished_at = new.finished_at, failure = new.failure,
                receipt = new.receipt, bundle = new.bundle, log = new.log
            FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::timestamptz[], ?::jsonb[], ?::jsonb[], ?::text[], ?::text[])
                AS new (job, key, number, state, finished_at, failure, receipt, bundle, log), LATERAL
                (SELECT ctid FROM attempt AS old
                WHERE old.job = new.job AND old.key = new.key AND old.number = new.number
                    AND old.state IN ('DISPATCHED', 'RUNNING') OFFSET 0) AS place
            WHERE attempt.ctid = place.ctid\
            """;

    /**
     * By ordinal and by key: with one of them the other's index would fit as well in the planner's
     * eyes, as long as most jobs have one subtask, and be read for the whole job.
     */
    private static final String CHANGE_SUBTASKS =
            """
            UPDATE subtask SET state = new.state, attempts = new.attempts, failures = new.failures, losses = new.losses,
                not_before = new.not_before, commit = new.commit, failure = new.failure
            FROM unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::timestamptz[], ?::text[], ?::jsonb[])
                AS new (job, ordinal, key, was, state, attempts, failures, losses, not_before, commit, failure), LATERAL
                (SELECT ctid FROM subtask AS old
                WHERE old.job = new.job AND old.ordinal = new.ordinal AND old.key = new.key
                    AND old.state IN (new.was, new.state) OFFSET 0) AS place
            WHERE subtask.ctid = place.ctid\
            """;

    private static final String CHANGE_JOBS =
            """
            UPDATE job SET state = new.state, base = new.base, head = new.head, slots = new.slots, work_ms = new.work_ms,
                failure = new.failure, cancel_requested = new.cancel_requested, finished_at = new.finished_at,
                unschedulable = new.unschedulable,
                running_since = CASE WHEN new.state = 'RUNNING' THEN coalesce(job.running_since, now()) ELSE job.running_since END
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::jsonb[], ?::boolean[], ?::timestamptz[], ?::jsonb[])
                AS new (id, was, state, base, head, slots, work_ms, failure, cancel_requested, finished_at, unschedulable), LATERAL
                (SELECT ctid FROM job AS old
                WHERE old.id = new.id AND old.state IN (new.was, new.state) OFFSET 0) AS place
            WHERE job.ctid = place.ctid\
            """;
    private static final String LOG_EVENTS =
            """
            INSERT INTO event (job, seq, at, type, sender, receiver, body)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::jsonb[])
            ON CONFLICT (job, seq) DO NOTHING\
            """;

    private final ObjectMapper json;

    BatchStatements(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Adds them.
     *
     * @param notOurs jobs to leave out
     */
    void add(StatementPipeline writes, Batch batch, Set<JobId> notOurs) {
        Predicate<Change> isOurs = change -> !notOurs.contains(change.job());
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
    }

    private void addStates(StatementPipeline writes, Batch batch, Predicate<Change> isOurs) {
        writes.addAll(
                rows(batch.subtasks(), isOurs)
                        .text(row -> row.job().value())
                        .column("int", Change.OfSubtask::ordinal)
                        .text(Change.OfSubtask::key)
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
                        .time(Change.OfJob::finishedAt)
                        .json(Change.OfJob::unschedulable),
                CHANGE_JOBS);
        writes.add(
                rows(batch.logs(), isOurs)
                        .text(row -> row.job().value())
                        .text(row -> row.attempt().key())
                        .column("int", row -> row.attempt().number())
                        .column("bigint", row -> (long) row.content().length)
                        .time(Change.LogKept::at)
                        .bytes(Change.LogKept::content),
                KEEP_LOGS);
        writes.add(
                rows(batch.attestations(), isOurs)
                        .text(row -> row.job().value())
                        .text(Change.AttestationKept::key)
                        .column("int", Change.AttestationKept::number)
                        .json(Change.AttestationKept::envelope),
                KEEP_ATTESTATIONS);
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

    private <T extends Change> UnnestRows<T> rows(Collection<T> changes, Predicate<Change> isOurs) {
        return new UnnestRows<>(changes.stream().filter(isOurs).toList(), json);
    }
}
