package dev.codefleet.manager.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.manager.sql.UnnestRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Puts jobs that ended without success back into the queue, in one transaction. Nobody owns such a
 * job: whichever manager of its lane looks first takes it over as if its owner had died, under a
 * fence above all that were, so that nothing of its earlier run can write any more.
 */
@Singleton
public class ResumeStore {
    /** What became of a job that was to be resumed. */
    public sealed interface Resumption {
        /** It goes on. */
        record Resumed() implements Resumption {}

        /** It has not ended, so there is nothing to do. */
        record GoesOn() implements Resumption {}

        /** It has not ended, but is about to: it was asked to. */
        record IsEnding() implements Resumption {}

        /** It has a result. */
        record HasSucceeded() implements Resumption {}

        /** It is not there, or not any more. */
        record Unknown() implements Resumption {}

        /** It has not ended, so that it cannot get another plan. */
        record IsAtWork() implements Resumption {}

        /** The plan changes what has succeeded. */
        record Refused(List<FieldError> errors) implements Resumption {}
    }

    private static final String LOCK =
            """
            SELECT state, cancel_requested, repository IS NOT NULL AS has_repository, title, timeout_ms, final_checks
            FROM job WHERE id = ? FOR UPDATE\
            """;
    private static final String BEFORE =
            """
            SELECT key, spec, state, attempts, failures, losses, commit, failure FROM subtask WHERE job = ? ORDER BY ordinal\
            """;

    /** Attempts of keys that the plan had once have their numbers already. */
    private static final String REPLACE =
            """
            INSERT INTO subtask (job, ordinal, key, spec, state, attempts, failures, losses, commit, failure)
            SELECT new.job, ordinal, new.key, spec, new.state,
                greatest(attempts, (SELECT max(number) FROM attempt WHERE attempt.job = new.job AND attempt.key = new.key)),
                failures, losses, new.commit, new.failure
            FROM unnest(?::text[], ?::int[], ?::text[], ?::jsonb[], ?::text[], ?::int[], ?::int[], ?::int[], ?::text[], ?::jsonb[])
                AS new (job, ordinal, key, spec, state, attempts, failures, losses, commit, failure)\
            """;

    private static final String PLAN =
            "UPDATE job SET title = ?, timeout_ms = ?::bigint, final_checks = ?::jsonb WHERE id = ?";
    private static final String SUBTASKS =
            """
            UPDATE subtask SET state = ?, failures = 0, losses = 0, not_before = NULL,
                failure = CASE WHEN state = 'FAILED' THEN failure END
            WHERE job = ? AND state <> ?\
            """;
    private static final String ATTEMPTS =
            """
            UPDATE attempt SET state = ?, finished_at = ?::timestamptz, failure = ?::jsonb
            WHERE job = ? AND finished_at IS NULL\
            """;
    private static final String EVENT =
            """
            INSERT INTO event (job, seq, at, type, sender, body)
            SELECT ?, coalesce(max(seq), 0) + 1, ?::timestamptz, ?, ?, ?::jsonb FROM event WHERE job = ?\
            """;
    private static final String JOB =
            """
            UPDATE job SET state = ?, owner = '', fence = nextval('fence'), failure = NULL,
                cancel_requested = false, finished_at = NULL, running_since = NULL,
                idle_ms = idle_ms + greatest(0, (extract(epoch FROM ?::timestamptz - finished_at) * 1000)::bigint)
            WHERE id = ?\
            """;

    private final DataSource database;
    private final ObjectMapper json;

    ResumeStore(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Resumes a job, in one transaction.
     *
     * @param corrected the plan to go on with; null for the one that it has
     * @param manager who was asked, the sender of what is logged
     */
    public Resumption resume(JobId job, @Nullable Plan corrected, String manager, Instant now)
            throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var resumption = resume(connection, job, corrected, manager, now);
                connection.commit();
                return resumption;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    /** What is to be known of a job before it is resumed. */
    private record Before(
            JobState state,
            boolean isEnding,
            boolean hasRepository,
            String title,
            long timeoutMs,
            List<String> finalChecks) {}

    private Resumption resume(
            Connection connection, JobId job, @Nullable Plan corrected, String manager, Instant now)
            throws SQLException {
        var found = lock(connection, job);
        if (found.isEmpty()) {
            return new Resumption.Unknown();
        }
        var before = found.get();
        return switch (before.state()) {
            case FAILED, CANCELLED -> {
                var correction =
                        corrected == null
                                ? null
                                : new PlanCorrection(subtasks(connection, job), corrected);
                var errors =
                        correction == null
                                ? List.<FieldError>of()
                                : correction.errors(before.hasRepository());
                yield errors.isEmpty()
                        ? putBack(connection, job, correction, manager, now)
                        : new Resumption.Refused(errors);
            }
            case SUCCEEDED -> new Resumption.HasSucceeded();
            case QUEUED, PLANNING, AWAITING_APPROVAL, RUNNING, INTEGRATING -> {
                if (before.isEnding()) {
                    yield new Resumption.IsEnding();
                }
                yield corrected == null || isPlan(connection, job, before, corrected)
                        ? new Resumption.GoesOn()
                        : new Resumption.IsAtWork();
            }
        };
    }

    private Optional<Before> lock(Connection connection, JobId job) throws SQLException {
        try (var statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, job.value());
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                return Optional.of(
                        new Before(
                                JobState.valueOf(rows.getString("state")),
                                rows.getBoolean("cancel_requested"),
                                rows.getBoolean("has_repository"),
                                rows.getString("title"),
                                rows.getLong("timeout_ms"),
                                List.of(read(rows.getString("final_checks"), String[].class))));
            }
        }
    }

    /** Whether the job is at work by just this plan: then it was asked for twice. */
    private boolean isPlan(Connection connection, JobId job, Before before, Plan plan)
            throws SQLException {
        var subtasks = subtasks(connection, job);
        var was = specs(subtasks.values());
        return before.title().equals(plan.title())
                && before.timeoutMs() == plan.timeout().toMillis()
                && before.finalChecks().equals(plan.finalChecks())
                && was.equals(specs(new PlanCorrection(subtasks, plan).subtasks()));
    }

    private static List<PlannedSubtask> specs(Collection<PlanCorrection.Row> subtasks) {
        return subtasks.stream().map(PlanCorrection.Row::spec).toList();
    }

    /** The job's subtasks by key, in the order of its plan. */
    private Map<String, PlanCorrection.Row> subtasks(Connection connection, JobId job)
            throws SQLException {
        var subtasks = new LinkedHashMap<String, PlanCorrection.Row>();
        try (var statement = connection.prepareStatement(BEFORE)) {
            statement.setString(1, job.value());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    subtasks.put(
                            rows.getString("key"),
                            new PlanCorrection.Row(
                                    read(rows.getString("spec"), PlannedSubtask.class),
                                    SubtaskState.valueOf(rows.getString("state")),
                                    rows.getInt("attempts"),
                                    rows.getInt("failures"),
                                    rows.getInt("losses"),
                                    rows.getString("commit"),
                                    rows.getString("failure") == null
                                            ? null
                                            : read(rows.getString("failure"), Failure.class)));
                }
            }
        }
        return subtasks;
    }

    /** Attempts, receipts and events of subtasks that the plan has no more stay. */
    private void replace(Connection connection, JobId job, PlanCorrection correction)
            throws SQLException {
        write(connection, "DELETE FROM subtask WHERE job = ?", job.value());
        var subtasks = correction.subtasks();
        new UnnestRows<>(IntStream.range(0, subtasks.size()).boxed().toList(), json)
                .text(_ -> job.value())
                .column("int", ordinal -> ordinal)
                .text(ordinal -> subtasks.get(ordinal).spec().key())
                .json(ordinal -> subtasks.get(ordinal).spec())
                .text(ordinal -> subtasks.get(ordinal).state().name())
                .column("int", ordinal -> subtasks.get(ordinal).attempts())
                .column("int", ordinal -> subtasks.get(ordinal).failures())
                .column("int", ordinal -> subtasks.get(ordinal).losses())
                .text(ordinal -> subtasks.get(ordinal).commit())
                .json(ordinal -> subtasks.get(ordinal).failure())
                .write(connection, REPLACE);
        var plan = correction.plan();
        write(
                connection,
                PLAN,
                plan.title(),
                Long.toString(plan.timeout().toMillis()),
                json(plan.finalChecks()),
                job.value());
    }

    private Resumption putBack(
            Connection connection,
            JobId job,
            @Nullable PlanCorrection correction,
            String manager,
            Instant now)
            throws SQLException {
        var next = new Job.Cancelled().resume().state();
        var waiting = new Subtask.Cancelled().resume().state();
        var time = now.atOffset(ZoneOffset.UTC).toString();
        var lost = Failure.of(FailureReason.PROGRAMMER_LOST, "Nobody followed it to its end.");
        write(connection, ATTEMPTS, AttemptState.LOST.name(), time, json(lost), job.value());
        if (correction == null) {
            write(connection, SUBTASKS, waiting.name(), job.value(), SubtaskState.SUCCEEDED.name());
        } else {
            replace(connection, job, correction);
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("what", "job");
        body.put("state", next.name());
        body.put("resumed", true);
        if (correction != null) {
            body.put("plan", "corrected");
        }
        write(
                connection,
                EVENT,
                job.value(),
                time,
                MessageType.STATUS.name(),
                manager,
                json(body),
                job.value());
        write(connection, JOB, next.name(), time, job.value());
        return new Resumption.Resumed();
    }

    private static void write(Connection connection, String sql, String... parameters)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            statement.executeUpdate();
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a row holds no " + type.getSimpleName(), broken);
        }
    }

    private String json(Object object) {
        try {
            return json.writeValueAsString(object);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
