package dev.codefleet.manager.upload;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Uploaded repositories in the database. */
@Singleton
public class UploadStore {
    static final int PIECE_BYTES = 1 << 20;

    private static final int PIECES_PER_FETCH = 4;

    private final DataSource database;
    private final InstantSource clock;

    UploadStore(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Whether there is such an upload; it counts as used now, and so stays for as long as unused
     * ones are kept.
     */
    public boolean touch(String sha256) throws SQLException {
        try (var connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                "UPDATE repository_upload SET used_at = ? WHERE sha256 = ?")) {
            statement.setObject(1, time(clock.instant()));
            statement.setString(2, sha256);
            return statement.executeUpdate() == 1;
        }
    }

    /** Bytes of all uploads. */
    long totalBytes() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT coalesce(sum(bytes), 0) FROM repository_upload")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Keeps a file, whole or not at all; one that is kept already stays as it is. */
    void keep(String sha256, Path file) throws SQLException, IOException {
        try (var connection = database.getConnection();
                var content = Files.newInputStream(file)) {
            connection.setAutoCommit(false);
            try {
                if (insert(connection, sha256, Files.size(file))) {
                    insertPieces(connection, sha256, content);
                }
                connection.commit();
            } catch (SQLException | IOException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private boolean insert(Connection connection, String sha256, long bytes) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        INSERT INTO repository_upload (sha256, bytes, used_at) VALUES (?, ?, ?)
                        ON CONFLICT (sha256) DO NOTHING\
                        """)) {
            statement.setString(1, sha256);
            statement.setLong(2, bytes);
            statement.setObject(3, time(clock.instant()));
            return statement.executeUpdate() == 1;
        }
    }

    private static void insertPieces(Connection connection, String sha256, InputStream content)
            throws SQLException, IOException {
        try (var statement =
                connection.prepareStatement(
                        "INSERT INTO repository_upload_piece (sha256, ordinal, content) VALUES (?, ?, ?)")) {
            statement.setString(1, sha256);
            var ordinal = 0;
            for (var piece = content.readNBytes(PIECE_BYTES);
                    piece.length > 0;
                    piece = content.readNBytes(PIECE_BYTES)) {
                statement.setInt(2, ordinal++);
                statement.setBytes(3, piece);
                statement.executeUpdate();
            }
        }
    }

    /** Writes an upload's content, nothing of one that is not there. */
    void read(String sha256, OutputStream to) throws SQLException, IOException {
        try (var connection = database.getConnection()) {
            // Only within a transaction does the driver not read all rows at once.
            connection.setAutoCommit(false);
            try (var statement =
                    connection.prepareStatement(
                            "SELECT content FROM repository_upload_piece WHERE sha256 = ? ORDER BY ordinal")) {
                statement.setFetchSize(PIECES_PER_FETCH);
                statement.setString(1, sha256);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        to.write(rows.getBytes(1));
                    }
                }
            } finally {
                connection.rollback();
            }
        }
    }

    /**
     * Deletes uploads that were last used before a time and that no unfinished job is about.
     *
     * @param most how many at most, the ones unused for longest first
     * @return how many
     */
    int deleteUnused(Instant before, int most) throws SQLException {
        try (var connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                DELETE FROM repository_upload WHERE sha256 = ANY (ARRAY(
                                    SELECT sha256 FROM repository_upload upload
                                    WHERE used_at < ? AND NOT EXISTS (
                                        SELECT FROM job
                                        WHERE finished_at IS NULL AND repository = 'bundle:' || upload.sha256)
                                    ORDER BY used_at LIMIT ? FOR UPDATE SKIP LOCKED))\
                                """)) {
            statement.setObject(1, time(before));
            statement.setInt(2, most);
            return statement.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
