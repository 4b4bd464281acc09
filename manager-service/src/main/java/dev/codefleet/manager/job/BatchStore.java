package dev.codefleet.manager.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.sql.StatementPipeline;
import dev.codefleet.manager.sql.UnnestRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Writes a {@link Batch} in one transaction, and all of it in one round trip.
 *
 * <p>The jobs' rows are locked first, against their fences, so that no takeover comes between. What
 * belongs to a job whose fence has moved is left out and the job is named in the answer. As that
 * hardly ever happens, all is sent in the hope that it has not, and refused as a whole if it has.
 *
 * <p>A commit whose answer was lost is tried again, so every write also bears being written twice
 * under the same fence.
 */
@Singleton
public class BatchStore {
    /** One by one, for a join would rather read all jobs, as long as there are few. */
    private static final String OURS =
            """
            FROM unnest(?::text[], ?::bigint[]) AS held (id, fence) LEFT JOIN LATERAL
                (SELECT job.id FROM job WHERE job.id = held.id AND job.fence = held.fence FOR SHARE) AS ours ON true\
            """;

    private static final String LOCK_OURS = "SELECT ours.id " + OURS + " WHERE ours.id IS NOT NULL";

    /** Divides by zero unless all are ours, so that the statements after it are not run at all. */
    private static final String LOCK_ALL =
            "SELECT 1 / (count(*) = count(ours.id))::integer " + OURS;

    /** Each statement has one way to go, and to look for it again takes as long as going it. */
    private static final String KEEP_PLANS = "SET LOCAL plan_cache_mode = force_generic_plan";

    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";

    private final DataSource database;
    private final ObjectMapper json;
    private final BatchStatements statements;

    BatchStore(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
        this.statements = new BatchStatements(json);
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
                Set<JobId> notOurs = Set.of();
                if (!isWrittenWhole(connection, batch)) {
                    connection.rollback();
                    notOurs = writeOurs(connection, batch);
                }
                connection.commit();
                return notOurs;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    /** Whether the database refuses what was to be written, rather than being away. */
    public static boolean isRefusal(SQLException failure) {
        var state = failure.getSQLState();
        return state != null
                && (state.startsWith(DATA_EXCEPTION) || state.startsWith(INTEGRITY_VIOLATION));
    }

    /** False if a job is not ours any more, or has rows that refuse what memory says of them. */
    private boolean isWrittenWhole(Connection connection, Batch batch) throws SQLException {
        var writes = new StatementPipeline();
        writes.add(KEEP_PLANS);
        writes.add(held(batch), LOCK_ALL);
        statements.add(writes, batch, Set.of());
        try {
            writes.run(connection);
            return true;
        } catch (SQLException failure) {
            if (isRefusal(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private Set<JobId> writeOurs(Connection connection, Batch batch) throws SQLException {
        var notOurs = new HashSet<>(batch.fences().keySet());
        try (var statement = connection.prepareStatement(LOCK_OURS)) {
            UnnestRows.set(statement, 1, held(batch).columns());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    notOurs.remove(new JobId(rows.getString(1)));
                }
            }
        }
        var writes = new StatementPipeline();
        statements.add(writes, batch, notOurs);
        writes.run(connection);
        return notOurs;
    }

    private UnnestRows<Map.Entry<JobId, Long>> held(Batch batch) {
        return new UnnestRows<>(batch.fences().entrySet(), json)
                .text(held -> held.getKey().value())
                .column("bigint", Map.Entry::getValue);
    }
}
