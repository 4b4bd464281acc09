package dev.codefleet.manager.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.sql.Queries;
import dev.codefleet.manager.sql.UnnestRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Accepts jobs into the database and hands out what was kept with them. */
@Singleton
public class JobStore {
    /** What became of a job that was to be accepted. */
    public sealed interface Acceptance {
        /** It is safe now. */
        record Accepted() implements Acceptance {}

        /** The same request was accepted before, as this job. */
        record Replayed(JobId job) implements Acceptance {}

        /** The idempotency key belongs to another request. */
        record KeyReused(JobId job) implements Acceptance {}
    }

    private final DataSource database;
    private final ObjectMapper json;
    private final Queries query;

    JobStore(DataSource database, ObjectMapper json, Queries query) {
        this.database = database;
        this.json = json;
        this.query = query;
    }

    /** Commits a job and its subtasks, QUEUED, held by the owner under its fence. */
    public Acceptance accept(NewJob job, String owner, long fence) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var acceptance =
                        insertJob(connection, job, owner, fence)
                                ? insertSubtasks(connection, job)
                                : earlier(connection, job);
                connection.commit();
                return acceptance;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private boolean insertJob(Connection connection, NewJob job, String owner, long fence)
            throws SQLException {
        var inserted =
                new UnnestRows<>(List.of(job), json)
                        .text(row -> row.id().value())
                        .text(_ -> owner)
                        .column("bigint", _ -> fence)
                        .text(row -> row.lane().name())
                        .text(row -> row.plan().title())
                        .text(NewJob::repository)
                        .text(NewJob::ref)
                        .text(row -> row.delivery().name())
                        .column("int", NewJob::maxWorkers)
                        .column("bigint", row -> row.plan().timeout().toMillis())
                        .json(row -> row.plan().finalChecks())
                        .text(NewJob::idempotencyKey)
                        .bytes(NewJob::requestSha256)
                        .time(NewJob::createdAt)
                        .text(row -> row.ownership().submittedBy())
                        .text(row -> row.ownership().project())
                        .write(
                                connection,
                                """
                                INSERT INTO job (state, id, owner, fence, lane, title, repository, ref, delivery, max_workers,
                                    timeout_ms, final_checks, idempotency_key, request_sha256, created_at, submitted_by, project)
                                SELECT 'QUEUED', * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                                    ?::text[], ?::text[], ?::int[], ?::bigint[], ?::jsonb[], ?::text[], ?::bytea[], ?::timestamptz[],
                                    ?::text[], ?::text[])
                                ON CONFLICT (idempotency_key) DO NOTHING\
                                """);
        return inserted == 1;
    }

    private Acceptance insertSubtasks(Connection connection, NewJob job) throws SQLException {
        var subtasks = job.plan().subtasks();
        new UnnestRows<>(IntStream.range(0, subtasks.size()).boxed().toList(), json)
                .text(_ -> job.id().value())
                .column("int", ordinal -> ordinal)
                .text(ordinal -> subtasks.get(ordinal).key())
                .json(ordinal -> subtasks.get(ordinal))
                .text(ordinal -> firstState(subtasks.get(ordinal)))
                .write(
                        connection,
                        """
                        INSERT INTO subtask (job, ordinal, key, spec, state)
                        SELECT * FROM unnest(?::text[], ?::int[], ?::text[], ?::jsonb[], ?::text[])\
                        """);
        return new Acceptance.Accepted();
    }

    private static String firstState(PlannedSubtask subtask) {
        return (subtask.dependsOn().isEmpty()
                        ? new Subtask.Pending().ready()
                        : new Subtask.Pending())
                .state()
                .name();
    }

    private static Acceptance earlier(Connection connection, NewJob job) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "SELECT id, request_sha256 FROM job WHERE idempotency_key = ?")) {
            statement.setString(1, job.idempotencyKey());
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the job with this idempotency key is gone", "40001");
                }
                var id = new JobId(rows.getString(1));
                return Arrays.equals(rows.getBytes(2), job.requestSha256())
                        ? new Acceptance.Replayed(id)
                        : new Acceptance.KeyReused(id);
            }
        }
    }

    /** Whether a job was accepted with an idempotency key. */
    public boolean isTaken(String idempotencyKey) throws SQLException {
        return query.first(
                        "SELECT true FROM job WHERE idempotency_key = ?", _ -> true, idempotencyKey)
                .isPresent();
    }

    /** Whether a job was made by the request of this digest. */
    public boolean hasRequest(JobId job, byte[] requestSha256) throws SQLException {
        return query.first(
                        "SELECT true FROM job WHERE id = ? AND request_sha256 = ?",
                        _ -> true,
                        job.value(),
                        requestSha256)
                .isPresent();
    }

    /** Whose a job is, or empty if there is no such job. */
    public Optional<JobView.Ownership> ownership(JobId job) throws SQLException {
        return query.first(
                "SELECT submitted_by, project FROM job WHERE id = ?",
                rows -> new JobView.Ownership(rows.getString(1), rows.getString(2)),
                job.value());
    }

    /** The owner of a job, or empty if there is no such job. */
    public Optional<String> owner(JobId job) throws SQLException {
        return query.first(
                "SELECT owner FROM job WHERE id = ?", rows -> rows.getString(1), job.value());
    }

    /**
     * What a finished attempt printed, its end at least; empty if there is no such attempt or
     * nothing was kept.
     */
    public Optional<String> log(AttemptId attempt) throws SQLException {
        return query.first(
                "SELECT log FROM attempt WHERE job = ? AND key = ? AND number = ? AND log IS NOT NULL",
                rows -> rows.getString(1),
                attempt.job().value(),
                attempt.key(),
                attempt.number());
    }

    /** Whether an attempt has ended, with or without a report, or is there no more. */
    public boolean hasEnded(AttemptId attempt) throws SQLException {
        return query.first(
                        "SELECT true FROM attempt WHERE job = ? AND key = ? AND number = ? AND finished_at IS NULL",
                        _ -> true,
                        attempt.job().value(),
                        attempt.key(),
                        attempt.number())
                .isEmpty();
    }

    /** What a job's subtasks were accepted with, in no order; without those that have no files. */
    public List<AcceptedCommit> accepted(JobId job) throws SQLException {
        return query.list(
                """
                SELECT attempt.key, coalesce(sha256, ''), subtask.commit, coalesce(content, '')
                FROM attempt JOIN subtask ON subtask.job = attempt.job AND subtask.key = attempt.key
                LEFT JOIN bundle ON bundle.job = attempt.job AND sha256 = attempt.bundle
                WHERE attempt.job = ? AND attempt.state = 'SUCCEEDED' AND subtask.commit IS NOT NULL\
                """,
                rows ->
                        new AcceptedCommit(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getBytes(4)),
                job.value());
    }

    /**
     * An accepted commit.
     *
     * @param sha256 of the bundle; empty where nothing was changed
     * @param content the bundle; empty where nothing was changed
     */
    public record AcceptedCommit(String key, String sha256, String commit, byte[] content) {}
}
