package dev.codefleet.manager.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements that go to the database together and take one round trip. They run one after the
 * other, each on what those before it have written.
 */
public final class StatementPipeline {
    private static final String UNEXPECTED_STATE = "23CF0";
    private static final int ANY = -1;

    private record Write(String sql, List<UnnestRows.Column> columns, int mustWrite) {}

    private final List<Write> writes = new ArrayList<>();

    /** Adds a statement without parameters. */
    public void add(String sql) {
        writes.add(new Write(sql, List.of(), ANY));
    }

    /** Adds a statement, whose parameters are the columns in their order; none without rows. */
    public void add(UnnestRows<?> rows, String sql) {
        add(rows, sql, ANY);
    }

    /** Adds a statement that has to find every row as it is expected. */
    public void addAll(UnnestRows<?> rows, String sql) {
        add(rows, sql, rows.count());
    }

    private void add(UnnestRows<?> rows, String sql, int mustWrite) {
        if (rows.count() > 0) {
            writes.add(new Write(sql, rows.columns(), mustWrite));
        }
    }

    /**
     * Runs them.
     *
     * @return the number of rows written by all of them
     * @throws SQLException of the class of integrity violations if one did not find all its rows:
     *     memory is wrong about them
     */
    public int run(Connection connection) throws SQLException {
        if (writes.isEmpty()) {
            return 0;
        }
        var sql = writes.stream().map(Write::sql).collect(Collectors.joining(";\n"));
        try (var statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (var write : writes) {
                parameter = UnnestRows.set(statement, parameter, write.columns());
            }
            statement.execute();
            int all = 0;
            for (var write : writes) {
                // -1 for a query.
                all += checked(write, Math.max(0, statement.getUpdateCount()));
                statement.getMoreResults();
            }
            return all;
        }
    }

    private static int checked(Write write, int written) throws SQLException {
        if (write.mustWrite() != ANY && written != write.mustWrite()) {
            throw new SQLException(
                    written + " of " + write.mustWrite() + " rows were in the expected state",
                    UNEXPECTED_STATE);
        }
        return written;
    }
}
