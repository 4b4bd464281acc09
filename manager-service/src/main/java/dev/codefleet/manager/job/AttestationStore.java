package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.Queries;
import dev.codefleet.support.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The signed statements about jobs. */
@Singleton
public class AttestationStore {
    private static final String PAGE =
            """
            SELECT key, number, envelope FROM attestation
            WHERE job = ? AND (key, number) > (?, ?) ORDER BY key, number LIMIT ?\
            """;

    /** A job that was deleted meanwhile gets none: nobody would delete it. */
    private static final String KEEP_SUMMARY =
            """
            INSERT INTO attestation (job, key, number, envelope)
            SELECT id, '', 0, ?::json FROM job WHERE id = ? FOR SHARE
            ON CONFLICT DO NOTHING RETURNING 1\
            """;

    private final Queries query;

    AttestationStore(Queries query) {
        this.query = query;
    }

    /** Statements by key and number, from the one after that place; the summary first. */
    public List<Attestation> page(JobId job, String key, int number, int limit)
            throws SQLException {
        return query.list(PAGE, row -> attestation(job, row), job.value(), key, number, limit);
    }

    /** All statements of a job. */
    public List<Attestation> all(JobId job) throws SQLException {
        return page(job, "", -1, Integer.MAX_VALUE);
    }

    /** Keeps a summary, unless there is one. */
    public void keepSummary(JobId job, Envelope summary) throws SQLException {
        query.list(KEEP_SUMMARY, _ -> 1, Json.text(summary), job.value());
    }

    private Attestation attestation(JobId job, ResultSet row) throws SQLException {
        var key = row.getString("key");
        return new Attestation(
                key.isEmpty() ? null : new AttemptId(job, key, row.getInt("number")),
                Objects.requireNonNull(query.json(row, "envelope", Envelope.class)));
    }
}
