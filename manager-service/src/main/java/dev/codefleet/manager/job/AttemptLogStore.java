package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/** The whole logs of attempts, as gzip. */
@Singleton
class AttemptLogStore {
    private static final String TRIM =
            """
            WITH aged AS (
                SELECT job, key, number, sum(compressed_bytes) OVER (ORDER BY kept_at DESC, job, key, number) AS so_far
                FROM attempt_log)
            DELETE FROM attempt_log USING aged
            WHERE aged.so_far > ? AND attempt_log.job = aged.job AND attempt_log.key = aged.key
                AND attempt_log.number = aged.number
            RETURNING 1\
            """;

    private final QueryStore query;

    AttemptLogStore(QueryStore query) {
        this.query = query;
    }

    /** The whole log of an attempt; empty if its row has all, or it is not kept any more. */
    Optional<byte[]> find(AttemptId attempt) throws SQLException {
        return query.first(
                "SELECT content FROM attempt_log WHERE job = ? AND key = ? AND number = ?",
                rows -> rows.getBytes(1),
                attempt.job().value(),
                attempt.key(),
                attempt.number());
    }

    /**
     * Deletes the oldest as long as all together are more than may be kept.
     *
     * @return how many were deleted
     */
    int trim(long maxBytes) throws SQLException {
        return query.list(TRIM, rows -> 1, maxBytes).size();
    }
}
