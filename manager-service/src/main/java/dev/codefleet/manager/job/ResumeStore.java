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
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import javax.sql.DataSource;

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
    }

    private static final String LOCK =
            "SELECT state, cancel_requested FROM job WHERE id = ? FOR UPDATE";
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
                cancel_requested = false, finished_at = NULL
            WHERE id = ?\
            """;

    private final DataSource database;
    private final ObjectMapper json;

    ResumeStore(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * @param manager who was asked, the sender of what is logged
     */
    public Resumption resume(JobId job, String manager, Instant now) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var resumption = resume(connection, job, manager, now);
                connection.commit();
                return resumption;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private Resumption resume(Connection connection, JobId job, String manager, Instant now)
            throws SQLException {
        JobState state;
        boolean isEnding;
        try (var statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, job.value());
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return new Resumption.Unknown();
                }
                state = JobState.valueOf(rows.getString(1));
                isEnding = rows.getBoolean(2);
            }
        }
        return switch (state) {
            case FAILED -> putBack(connection, job, manager, now);
            case CANCELLED -> putBack(connection, job, manager, now);
            case SUCCEEDED -> new Resumption.HasSucceeded();
            case QUEUED, PLANNING, AWAITING_APPROVAL, RUNNING, INTEGRATING ->
                    isEnding ? new Resumption.IsEnding() : new Resumption.GoesOn();
        };
    }

    private Resumption putBack(Connection connection, JobId job, String manager, Instant now)
            throws SQLException {
        var next = new Job.Cancelled().resume().state();
        var waiting = new Subtask.Cancelled().resume().state();
        var time = now.atOffset(ZoneOffset.UTC).toString();
        var lost = Failure.of(FailureReason.PROGRAMMER_LOST, "Nobody followed it to its end.");
        write(connection, ATTEMPTS, AttemptState.LOST.name(), time, json(lost), job.value());
        write(connection, SUBTASKS, waiting.name(), job.value(), SubtaskState.SUCCEEDED.name());
        var body = Map.of("what", "job", "state", next.name(), "resumed", true);
        write(
                connection,
                EVENT,
                job.value(),
                time,
                MessageType.STATUS.name(),
                manager,
                json(body),
                job.value());
        write(connection, JOB, next.name(), job.value());
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

    private String json(Object object) {
        try {
            return json.writeValueAsString(object);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
