package dev.codefleet.manager.retention;

import dev.codefleet.contract.job.JobId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/** Deletes what is not to be kept any longer, a little at a time. Safe for several managers. */
@Singleton
public class RetentionStore {
    /** What became of a job that was to be deleted. */
    public enum Deletion {
        /** Nobody finds it any more. */
        DELETED,
        /** It is at work, or waits for it. */
        NOT_ENDED,
        UNKNOWN
    }

    /** A table whose rows hang on a job, and how many of them go in one transaction. */
    private record Part(String table, int mostRows) {
        String delete() {
            return "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE job = ? LIMIT %2$d))"
                    .formatted(table, mostRows);
        }
    }

    /** Bundles and logs of attempts lie in further rows of up to 2 kB each. */
    private static final List<Part> PARTS =
            List.of(
                    new Part("event", 1_000),
                    new Part("bundle", 4),
                    new Part("attempt_log", 4),
                    new Part("attestation", 200),
                    new Part("attempt", 200),
                    new Part("subtask", 500));

    private static final String DELETE =
            """
            WITH gone AS (DELETE FROM job WHERE %s RETURNING id)
            INSERT INTO deleted_job (id, deleted_at) SELECT id, clock_timestamp() FROM gone\
            """;
    private static final String ONE = DELETE.formatted("id = ? AND finished_at IS NOT NULL");
    private static final String SOME =
            DELETE.formatted(
                    """
                    id = ANY (ARRAY(
                        SELECT id FROM job WHERE finished_at IS NOT NULL AND %s
                        ORDER BY finished_at, id LIMIT ? FOR UPDATE SKIP LOCKED))\
                    """);

    /**
     * By the earlier of two clocks: a single one that runs ahead must not cost anybody their jobs.
     */
    private static final String OLD =
            SOME.formatted("finished_at < least(?::timestamptz, now()) - ? * interval '1 second'");

    /** The first job that is one too many, and all that ended before it. */
    private static final String SURPLUS =
            SOME.formatted(
                    """
                    (finished_at, id) <= (
                        SELECT finished_at, id FROM job WHERE finished_at IS NOT NULL
                        ORDER BY finished_at DESC, id DESC OFFSET ? LIMIT 1)\
                    """);

    private static final String NEXT_DELETED =
            "SELECT id FROM deleted_job ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
    private static final String NOTHING_LEFT = "DELETE FROM deleted_job WHERE id = ?";

    /** Jobs of an owner without a row are taken over as those of one whose lease has expired. */
    private static final String MANAGERS =
            """
            DELETE FROM manager WHERE id = ANY (ARRAY(
                SELECT id FROM manager WHERE expires_at < clock_timestamp() - ? * interval '1 second'
                LIMIT ? FOR UPDATE SKIP LOCKED))\
            """;

    private final DataSource database;

    RetentionStore(DataSource database) {
        this.database = database;
    }

    /** Deletes a job if it has ended, after whoever is at its row just now. */
    public Deletion delete(JobId job) throws SQLException {
        try (var connection = database.getConnection()) {
            if (update(connection, ONE, job.value()) == 1) {
                return Deletion.DELETED;
            }
            try (var statement = connection.prepareStatement("SELECT FROM job WHERE id = ?")) {
                statement.setString(1, job.value());
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? Deletion.NOT_ENDED : Deletion.UNKNOWN;
                }
            }
        }
    }

    /**
     * Deletes jobs that ended long ago, the oldest first.
     *
     * @param age since their end, by this manager's clock and by the database's
     * @return how many
     */
    int deleteOlder(Duration age, Instant now, int most) throws SQLException {
        return update(OLD, now.atOffset(ZoneOffset.UTC).toString(), age.toSeconds(), most);
    }

    /**
     * Deletes jobs of which there are too many, the oldest first.
     *
     * @param kept how many ended jobs may stay
     * @return how many were deleted
     */
    int deleteBeyond(int kept, int most) throws SQLException {
        return update(SURPLUS, kept, most);
    }

    /**
     * Deletes rows of managers whose lease expired long ago.
     *
     * @return how many
     */
    int deleteManagers(Duration expiredFor, int most) throws SQLException {
        return update(MANAGERS, expiredFor.toSeconds(), most);
    }

    /**
     * Deletes some of the rows that a deleted job has left.
     *
     * @return whether there were any; if not, nothing is left to do for now
     */
    boolean sweep() throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean isFound = sweep(connection);
                connection.commit();
                return isFound;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static boolean sweep(Connection connection) throws SQLException {
        String job;
        try (var statement = connection.prepareStatement(NEXT_DELETED);
                var rows = statement.executeQuery()) {
            if (!rows.next()) {
                return false;
            }
            job = rows.getString(1);
        }
        boolean isEmpty = true;
        for (var part : PARTS) {
            isEmpty &= update(connection, part.delete(), job) < part.mostRows();
        }
        if (isEmpty) {
            update(connection, NOTHING_LEFT, job);
        }
        return true;
    }

    private int update(String sql, Object... parameters) throws SQLException {
        try (var connection = database.getConnection()) {
            return update(connection, sql, parameters);
        }
    }

    private static int update(Connection connection, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            return statement.executeUpdate();
        }
    }
}
