package dev.codefleet.manager.job;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.manager.sql.Queries;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads jobs as clients see them. Any manager can answer, whoever holds the job. */
@Singleton
public class JobViewStore {
    private static final String JOBS =
            """
            SELECT job.*,
                CASE WHEN finished_at IS NULL
                    THEN (SELECT coalesce(sum((receipt->>'executor_ms')::bigint + (receipt->>'checks_ms')::bigint), 0)
                        FROM attempt WHERE attempt.job = job.id AND attempt.state = 'SUCCEEDED')
                    ELSE work_ms END AS work_so_far,
                (SELECT jsonb_object_agg(state, number) FROM
                (SELECT state, count(*) AS number FROM subtask WHERE job = job.id GROUP BY state) AS counted) AS subtasks
            FROM job
            """;
    private static final String SUBTASKS =
            """
            SELECT subtask.*, job.lane, attempt.programmer, attempt.dispatched_at, attempt.finished_at, attempt.receipt,
                coalesce(subtask.failure, attempt.failure) AS reason
            FROM subtask JOIN job ON job.id = subtask.job
            LEFT JOIN attempt ON attempt.job = subtask.job AND attempt.key = subtask.key AND attempt.number = subtask.attempts
            WHERE subtask.job = ? AND subtask.ordinal > ? ORDER BY subtask.ordinal LIMIT ?\
            """;
    private static final String RECEIPTS =
            """
            SELECT key || '.' || number AS place, receipt FROM attempt
            WHERE job = ? AND receipt IS NOT NULL AND (key, number) > (?, ?) ORDER BY key, number LIMIT ?\
            """;

    /** Those whose jobs are meant: the holder of a key, and everybody in some projects. */
    public record Owners(String key, List<String> projects) {}

    private final Queries query;

    JobViewStore(Queries query) {
        this.query = query;
    }

    public Optional<JobView> job(JobId id) throws SQLException {
        return query.first(JOBS + "WHERE id = ?", this::jobView, id.value());
    }

    /** The fence under which a manager holds a job; empty if it does not, or the job has ended. */
    public Optional<Long> fence(JobId id, String owner) throws SQLException {
        return query.first(
                "SELECT fence FROM job WHERE id = ? AND owner = ? AND finished_at IS NULL",
                row -> row.getLong(1),
                id.value(),
                owner);
    }

    /**
     * The newest jobs first.
     *
     * @param state null for all
     * @param before id of the last job of the page before; null for the first page
     * @param owners whose jobs; null for those of all
     */
    public List<JobView> jobs(
            @Nullable JobState state, @Nullable JobId before, int limit, @Nullable Owners owners)
            throws SQLException {
        return query.list(
                JOBS
                        + "WHERE (?::text IS NULL OR state = ?) AND (?::text IS NULL OR id < ?)"
                        + " AND (?::text IS NULL OR submitted_by = ? OR project = ANY(string_to_array(?, ',')))"
                        + " ORDER BY id DESC LIMIT ?",
                this::jobView,
                state == null ? null : state.name(),
                state == null ? null : state.name(),
                before == null ? null : before.value(),
                before == null ? null : before.value(),
                owners == null ? null : owners.key(),
                owners == null ? null : owners.key(),
                owners == null ? null : String.join(",", owners.projects()),
                limit);
    }

    /** A job's subtasks in the plan's order, from the one after {@code ordinal}. */
    public List<SubtaskView> subtasks(JobId job, int ordinal, int limit) throws SQLException {
        return query.list(SUBTASKS, this::subtaskView, job.value(), ordinal, limit);
    }

    /** The number of attempts of a subtask so far; empty if there is no such subtask. */
    public Optional<Integer> attempts(JobId job, String key) throws SQLException {
        return query.first(
                "SELECT attempts FROM subtask WHERE job = ? AND key = ?",
                row -> row.getInt(1),
                job.value(),
                key);
    }

    /** The number of attempts of a job's final checks so far. */
    public int finalAttempts(JobId job) throws SQLException {
        var sql = "SELECT count(*) FROM attempt WHERE job = ? AND key = ?";
        return query.first(sql, row -> row.getInt(1), job.value(), StoredJob.FINAL_CHECKS_KEY)
                .orElse(0);
    }

    /** Receipts by key and number, from the one after that place. */
    public List<Receipt> receipts(JobId job, String key, int number, int limit)
            throws SQLException {
        return query.list(
                RECEIPTS,
                row -> Objects.requireNonNull(query.json(row, "receipt", Receipt.class)),
                job.value(),
                key,
                number,
                limit);
    }

    /** A job's log after that entry. */
    public List<JobEvent> events(JobId job, long after, int limit) throws SQLException {
        return query.list(
                "SELECT * FROM event WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?",
                this::event,
                job.value(),
                after,
                limit);
    }

    private JobEvent event(ResultSet row) throws SQLException {
        return new JobEvent(
                row.getLong("seq"),
                Objects.requireNonNull(Queries.instant(row, "at")),
                MessageType.valueOf(row.getString("type")),
                row.getString("sender"),
                row.getString("receiver"),
                query.json(row, "body", new TypeReference<Map<String, Object>>() {}));
    }

    private JobView jobView(ResultSet row) throws SQLException {
        var id = new JobId(row.getString("id"));
        var createdAt = Objects.requireNonNull(Queries.instant(row, "created_at"));
        var finishedAt = Queries.instant(row, "finished_at");
        var subtasks =
                query.json(row, "subtasks", new TypeReference<Map<SubtaskState, Integer>>() {});
        var maxWorkers = Queries.integer(row, "max_workers");
        var owner = row.getString("owner");
        var unschedulable = query.list(row, "unschedulable", Unschedulable[].class);
        var figures =
                Figures.of(
                        createdAt,
                        finishedAt,
                        row.getLong("idle_ms"),
                        row.getLong("work_so_far"),
                        row.getInt("slots"),
                        maxWorkers,
                        subtasks);
        return new JobView(
                id,
                row.getString("title"),
                JobState.valueOf(row.getString("state")),
                Lane.valueOf(row.getString("lane")),
                owner.isEmpty() ? null : new AgentId(owner),
                new JobView.Files(
                        shown(row.getString("repository")),
                        row.getString("ref"),
                        row.getString("base"),
                        row.getString("repository") == null ? null : "codefleet/" + id,
                        row.getString("head"),
                        Delivery.valueOf(row.getString("delivery"))),
                subtasks,
                new JobView.Times(createdAt, finishedAt, figures.makespanMs()),
                new JobView.Parallelism(
                        maxWorkers,
                        row.getInt("slots"),
                        row.getLong("work_so_far"),
                        figures.speedup(),
                        figures.efficiency()),
                query.json(row, "failure", Failure.class),
                unschedulable.isEmpty() ? null : unschedulable,
                new JobView.Ownership(row.getString("submitted_by"), row.getString("project")));
    }

    /** What the job needs of it stays in its row. */
    public static @Nullable String shown(@Nullable String repository) {
        return repository == null ? null : RepositoryUrl.redacted(repository);
    }

    /** What a finished job's times come to; all null before the end. */
    private record Figures(
            @Nullable Long makespanMs, @Nullable Double speedup, @Nullable Double efficiency) {
        static Figures of(
                Instant createdAt,
                @Nullable Instant finishedAt,
                long idleMs,
                long workMs,
                int slots,
                @Nullable Integer maxWorkers,
                Map<SubtaskState, Integer> subtasks) {
            if (finishedAt == null) {
                return new Figures(null, null, null);
            }
            long makespan =
                    Makespan.of(createdAt, finishedAt, Duration.ofMillis(idleMs)).toMillis();
            int total = subtasks.values().stream().mapToInt(Integer::intValue).sum();
            int width = Math.min(total, maxWorkers == null ? total : maxWorkers);
            double speedup = (double) workMs / makespan;
            return new Figures(
                    makespan,
                    speedup,
                    speedup / Math.max(1, slots == 0 ? width : Math.min(width, slots)));
        }
    }

    private SubtaskView subtaskView(ResultSet row) throws SQLException {
        var spec = Objects.requireNonNull(query.json(row, "spec", PlannedSubtask.class));
        var receipt = query.json(row, "receipt", Receipt.class);
        var programmer = row.getString("programmer");
        return new SubtaskView(
                spec.key(),
                spec.title(),
                SubtaskState.valueOf(row.getString("state")),
                spec.dependsOn(),
                spec.priority(),
                spec.lane() == null ? Lane.valueOf(row.getString("lane")) : spec.lane(),
                new SubtaskView.Effort(
                        programmer == null ? null : new AgentId(programmer),
                        row.getInt("attempts"),
                        receipt == null ? 0 : receipt.iterations(),
                        receipt == null ? 0 : receipt.changes().filesChanged(),
                        receipt == null ? 0 : receipt.changes().linesAdded(),
                        receipt == null ? 0 : receipt.changes().linesDeleted()),
                new SubtaskView.Times(
                        receipt == null ? 0 : receipt.times().durationMs(),
                        Queries.instant(row, "dispatched_at"),
                        Queries.instant(row, "finished_at"),
                        Queries.instant(row, "not_before")),
                row.getString("commit"),
                receipt == null ? List.of() : receipt.flags(),
                query.json(row, "reason", Failure.class));
    }
}
