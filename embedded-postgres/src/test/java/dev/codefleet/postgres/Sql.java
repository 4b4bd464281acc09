package dev.codefleet.postgres;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Statements over JDBC, each on a connection of its own. */
final class Sql {

    private Sql() {}

    static void execute(EmbeddedPostgres postgres, String statement) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl(), postgres.user(), postgres.password());
                var run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    static String query(EmbeddedPostgres postgres, String query) throws SQLException {
        return query(postgres, postgres.jdbcUrl(), query);
    }

    static String query(EmbeddedPostgres postgres, String url, String query) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(url, postgres.user(), postgres.password());
                var run = connection.createStatement();
                var rows = run.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
