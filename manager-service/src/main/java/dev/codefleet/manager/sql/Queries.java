package dev.codefleet.manager.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs queries and reads their columns. */
@Singleton
public class Queries {
    /** Makes a value of the current row. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final DataSource database;
    private final ObjectMapper json;

    public Queries(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        return list(sql, reader, parameters).stream().findFirst();
    }

    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            try (var rows = statement.executeQuery()) {
                var list = new ArrayList<T>();
                while (rows.next()) {
                    list.add(reader.read(rows));
                }
                return list;
            }
        }
    }

    /** Reads a jsonb column; null for SQL's null. */
    public <T> @Nullable T json(ResultSet row, String column, Class<T> type) throws SQLException {
        var text = row.getString(column);
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(
                    "column " + column + " holds no " + type.getSimpleName(), broken);
        }
    }

    /** Reads a jsonb column with a list; an empty one for SQL's null. */
    public <T> List<T> list(ResultSet row, String column, Class<T[]> type) throws SQLException {
        var values = json(row, column, type);
        return values == null ? List.of() : List.of(values);
    }

    /** Reads a jsonb column that is never null. */
    public <T> T json(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        try {
            return json.readValue(row.getString(column), type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(
                    "column " + column + " holds no " + type.getType(), broken);
        }
    }

    /** Reads a timestamptz column; null for SQL's null. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Reads an integer column; null for SQL's null. */
    public static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
