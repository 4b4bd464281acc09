package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records which manager holds which job, from the database's rows: that is where the right to a job
 * is. Looks often, over a connection of its own that no fault cuts.
 */
public final class JobOwnerRecorder implements AutoCloseable {
    private static final long LOOK_MS = 50;
    private static final int MOST_JOBS = 1_000;
    private static final String HELD =
            "SELECT id, owner, fence FROM job WHERE finished_at IS NULL LIMIT " + MOST_JOBS;

    private final String url;
    private final String user;
    private final String password;
    private final RunHistory history;
    private final Map<String, Long> fences = new HashMap<>();
    private volatile boolean isClosed;

    /** Begins to look. */
    public JobOwnerRecorder(String url, String user, String password, RunHistory history) {
        // The driver logs what a harmed database makes it throw, and we know.
        Logger.getLogger("org.postgresql").setLevel(Level.OFF);
        this.url = url;
        this.user = user;
        this.password = password;
        this.history = history;
        Thread.ofVirtual().name("holders").start(this::watch);
    }

    private void watch() {
        while (!isClosed) {
            try (var connection = DriverManager.getConnection(url, user, password)) {
                while (!isClosed) {
                    look(connection);
                    Thread.sleep(LOOK_MS);
                }
            } catch (SQLException _) {
                // The database is harmed as well: the next connection may be better.
                pause();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(HELD)) {
            var at = System.nanoTime();
            while (rows.next()) {
                var fence = rows.getLong("fence");
                var before = fences.put(rows.getString("id"), fence);
                if (before == null || before != fence) {
                    history.add(
                            new HistoryEntry.Held(
                                    at, rows.getString("id"), rows.getString("owner"), fence));
                }
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
