package dev.codefleet.manager.job;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.sql.Queries;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads whole jobs, to go on with them or to make their results again. */
@Singleton
public class StoredJobStore {
    /** Looked through for a wait: one that was told of before these is not found. */
    private static final int NEWEST_EVENTS = 1_000;

    private static final String JOB =
            """
            SELECT job.*,
                (SELECT coalesce(max(seq), 0) FROM event WHERE event.job = job.id) AS last_seq,
                (SELECT coalesce(max(number), 0) FROM attempt WHERE attempt.job = job.id AND key = '%s') AS final_attempts,
                (SELECT coalesce(sum((receipt->>'executor_ms')::bigint + (receipt->>'checks_ms')::bigint), 0)
                    FROM attempt WHERE attempt.job = job.id AND attempt.state = 'SUCCEEDED') AS work_so_far,
                (SELECT body->>'state' = 'UNREACHABLE' FROM
                    (SELECT seq, body FROM event WHERE event.job = job.id ORDER BY seq DESC LIMIT %d) AS newest
                    WHERE body->>'what' = 'repository' ORDER BY seq DESC LIMIT 1) AS repository_wait_told,
                (extract(epoch FROM now() - running_since) * 1000)::bigint AS running_ms
            FROM job WHERE id = ?\
            """
                    .formatted(StoredJob.FINAL_CHECKS_KEY, NEWEST_EVENTS);

    private final Queries query;

    StoredJobStore(Queries query) {
        this.query = query;
    }

    /** Empty if there is no such job. */
    public Optional<StoredJob> load(JobId id) throws SQLException {
        var subtasks =
                query.list(
                        "SELECT * FROM subtask WHERE job = ? ORDER BY ordinal",
                        this::subtask,
                        id.value());
        var open =
                query.list(
                        "SELECT * FROM attempt WHERE job = ? AND finished_at IS NULL ORDER BY dispatched_at, key, number",
                        this::attempt,
                        id.value());
        return query.first(JOB, row -> job(row, subtasks, open), id.value());
    }

    private StoredJob job(
            ResultSet row, List<StoredJob.StoredSubtask> subtasks, List<StoredJob.OpenAttempt> open)
            throws SQLException {
        return new StoredJob(
                new JobId(row.getString("id")),
                row.getLong("fence"),
                row.getString("title"),
                new StoredJob.Files(
                        row.getString("repository"),
                        row.getString("ref"),
                        row.getString("base"),
                        row.getString("head"),
                        Delivery.valueOf(row.getString("delivery"))),
                new StoredJob.Terms(
                        Lane.valueOf(row.getString("lane")),
                        Queries.integer(row, "max_workers"),
                        Duration.ofMillis(row.getLong("timeout_ms")),
                        query.json(row, "final_checks", new TypeReference<List<String>>() {}),
                        row.getString("submitted_by")),
                JobState.valueOf(row.getString("state")),
                new StoredJob.Standing(
                        row.getInt("slots"),
                        row.getLong("work_so_far"),
                        row.getBoolean("cancel_requested"),
                        row.getLong("last_seq"),
                        row.getInt("final_attempts"),
                        row.getBoolean("repository_wait_told")),
                new StoredJob.Times(
                        Objects.requireNonNull(Queries.instant(row, "created_at")),
                        runningFor(row),
                        Duration.ofMillis(row.getLong("idle_ms"))),
                subtasks,
                open,
                query.list(row, "unschedulable", Unschedulable[].class));
    }

    private static @Nullable Duration runningFor(ResultSet row) throws SQLException {
        var ms = row.getLong("running_ms");
        return row.wasNull() ? null : Duration.ofMillis(Math.max(0, ms));
    }

    private StoredJob.StoredSubtask subtask(ResultSet row) throws SQLException {
        return new StoredJob.StoredSubtask(
                Objects.requireNonNull(query.json(row, "spec", PlannedSubtask.class)),
                SubtaskState.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getInt("failures"),
                row.getInt("losses"),
                Queries.instant(row, "not_before"),
                row.getString("commit"),
                query.json(row, "failure", Failure.class));
    }

    private StoredJob.OpenAttempt attempt(ResultSet row) throws SQLException {
        var id =
                new AttemptId(
                        new JobId(row.getString("job")),
                        row.getString("key"),
                        row.getInt("number"));
        return new StoredJob.OpenAttempt(
                id,
                row.getString("programmer"),
                AttemptState.valueOf(row.getString("state")),
                Objects.requireNonNull(Queries.instant(row, "dispatched_at")));
    }
}
