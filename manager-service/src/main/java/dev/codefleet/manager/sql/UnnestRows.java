package dev.codefleet.manager.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Many rows for one statement, a column an array: PostgreSQL takes a thousand rows by {@code
 * unnest} in the time of a few single statements.
 */
public final class UnnestRows<T> {
    /** PostgreSQL holds no NUL in a text, however a program came to print one. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private static final String NUL_ESCAPE = "\\u0000";

    /** A column's values, in the order of the rows. */
    record Column(String type, @Nullable Object[] values) {}

    private final List<T> rows;
    private final ObjectMapper json;
    private final List<Column> columns = new ArrayList<>();

    public UnnestRows(Collection<? extends T> rows, ObjectMapper json) {
        this.rows = List.copyOf(rows);
        this.json = json;
    }

    public UnnestRows<T> column(
            String type, Function<? super T, ? extends @Nullable Object> value) {
        var values = new @Nullable Object[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = value.apply(rows.get(row));
        }
        columns.add(new Column(type, values));
        return this;
    }

    /** The driver knows an array of bytea by its Java type only. */
    public UnnestRows<T> bytes(Function<? super T, byte[]> value) {
        columns.add(new Column("bytea", rows.stream().map(value).toArray(byte[][]::new)));
        return this;
    }

    public UnnestRows<T> text(Function<? super T, @Nullable String> value) {
        return column(
                "text",
                row -> {
                    var text = value.apply(row);
                    return text == null ? null : text.replace('\0', '\ufffd');
                });
    }

    public UnnestRows<T> time(Function<? super T, @Nullable Instant> value) {
        return column(
                "timestamptz",
                row -> {
                    var instant = value.apply(row);
                    return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toString();
                });
    }

    public UnnestRows<T> json(Function<? super T, ? extends @Nullable Object> value) {
        return column(
                "jsonb",
                row -> {
                    var object = value.apply(row);
                    return object == null ? null : write(object);
                });
    }

    /**
     * Runs one statement, whose parameters are the columns in their order; does nothing when there
     * are no rows.
     *
     * @return the number of rows written
     */
    public int write(Connection connection, String sql) throws SQLException {
        var writes = new StatementPipeline();
        writes.add(this, sql);
        return writes.run(connection);
    }

    /**
     * Sets parameters.
     *
     * @param first the number of the first of them
     * @return the number of the next one
     */
    public static int set(PreparedStatement statement, int first, List<Column> columns)
            throws SQLException {
        var connection = statement.getConnection();
        int next = first;
        for (var column : columns) {
            statement.setArray(next++, connection.createArrayOf(column.type(), column.values()));
        }
        return next;
    }

    int count() {
        return rows.size();
    }

    public List<Column> columns() {
        return columns;
    }

    private String write(Object object) {
        try {
            var text = json.writeValueAsString(object);
            // Almost no text has one, and a plain look costs a fraction of the expression's.
            return text.contains(NUL_ESCAPE) ? NUL.matcher(text).replaceAll("$1\\\\ufffd") : text;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
