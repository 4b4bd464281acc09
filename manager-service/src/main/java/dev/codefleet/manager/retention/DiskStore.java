package dev.codefleet.manager.retention;

import dev.codefleet.contract.job.DiskView;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import javax.sql.DataSource;

/** Asks PostgreSQL what its tables take; no table is read for that. */
@Singleton
class DiskStore {
    private static final String TABLES =
            """
            SELECT relname, pg_total_relation_size(pg_class.oid), greatest(reltuples, 0)::bigint
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind = 'r' AND nspname = current_schema() ORDER BY 2 DESC, 1\
            """;

    private final DataSource database;

    DiskStore(DataSource database) {
        this.database = database;
    }

    DiskView view() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(TABLES)) {
            var tables = new ArrayList<DiskView.Table>();
            while (rows.next()) {
                tables.add(new DiskView.Table(rows.getString(1), rows.getLong(2), rows.getLong(3)));
            }
            return new DiskView(tables);
        }
    }
}
