package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.manager.sql.Queries;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/** The whole logs of attempts, as gzip. */
@Singleton
public class AttemptLogStore {
    /** Few: each log lies in up to some thousands of further rows, which are deleted with it. */
    private static final int MOST_AT_ONCE = 20;

    private static final String TRIM =
            """
            WITH surplus AS (
                SELECT sum(compressed_bytes) - ? AS bytes FROM attempt_log),
            oldest AS (
                SELECT job, key, number, kept_at, compressed_bytes FROM attempt_log
                WHERE (SELECT bytes FROM surplus) > 0
                ORDER BY kept_at LIMIT ? FOR UPDATE SKIP LOCKED),
            aged AS (
                SELECT job, key, number,
                    sum(compressed_bytes) OVER (ORDER BY kept_at, job, key, number) - compressed_bytes AS older_bytes
                FROM oldest)
            DELETE FROM attempt_log USING aged, surplus
            WHERE aged.older_bytes < surplus.bytes AND attempt_log.job = aged.job AND attempt_log.key = aged.key
                AND attempt_log.number = aged.number
            RETURNING 1\
            """;

    private final Queries query;

    AttemptLogStore(Queries query) {
        this.query = query;
    }

    /** The whole log of an attempt; empty if its row has all, or it is not kept any more. */
    public Optional<byte[]> find(AttemptId attempt) throws SQLException {
        return query.first(
                "SELECT content FROM attempt_log WHERE job = ? AND key = ? AND number = ?",
                rows -> rows.getBytes(1),
                attempt.job().value(),
                attempt.key(),
                attempt.number());
    }

    /**
     * Deletes the oldest as long as all together are more than may be kept, a few in each
     * transaction.
     *
     * @return how many were deleted
     */
    public int trim(long maxBytes) throws SQLException {
        int all = 0;
        int some;
        do {
            some = query.list(TRIM, _ -> 1, maxBytes, MOST_AT_ONCE).size();
            all += some;
        } while (some == MOST_AT_ONCE);
        return all;
    }
}
