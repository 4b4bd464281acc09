package dev.codefleet.manager.lease;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** The managers' rows: who may write, under which fence, until when by the database's clock. */
@Singleton
class LeaseStore {
    private final DataSource database;

    LeaseStore(DataSource database) {
        this.database = database;
    }

    /** Takes the next fence for a manager, whose earlier lives are cut off by it. */
    long acquire(String manager, String url, Duration time) throws SQLException {
        var sql =
                """
                INSERT INTO manager (id, url, fence, expires_at)
                VALUES (?, ?, nextval('fence'), clock_timestamp() + ? * interval '1 millisecond')
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, fence = excluded.fence, expires_at = excluded.expires_at
                RETURNING fence\
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, manager);
            statement.setString(2, url);
            statement.setLong(3, time.toMillis());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Extends a lease; false if another life of the manager has taken it. */
    boolean renew(String manager, long fence, Duration time) throws SQLException {
        var sql =
                """
                UPDATE manager SET expires_at = clock_timestamp() + ? * interval '1 millisecond'
                WHERE id = ? AND fence = ? AND expires_at > clock_timestamp()\
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, time.toMillis());
            statement.setString(2, manager);
            statement.setLong(3, fence);
            return statement.executeUpdate() == 1;
        }
    }

    /** Ends a lease now, so that others need not wait for it to expire. */
    void release(String manager, long fence) throws SQLException {
        var sql = "UPDATE manager SET expires_at = clock_timestamp() WHERE id = ? AND fence = ?";
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, manager);
            statement.setLong(2, fence);
            statement.executeUpdate();
        }
    }
}
