package dev.codefleet.chaos.fault;

import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** Faults of the database. */
public final class DatabaseFaults {
    private static final String DISCONNECT =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final EmbeddedPostgres postgres;

    public DatabaseFaults(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public Map<FaultKind, FaultAction> damages() {
        return Map.of(
                FaultKind.DATABASE_DOWN, new Down(postgres::stop),
                FaultKind.DATABASE_KILL, new Down(this::kill),
                FaultKind.DATABASE_DISCONNECT, new Disconnect());
    }

    private void kill() {
        ProcessHandle.of(postgres.pid())
                .ifPresent(server -> {
                    server.destroyForcibly();
                    server.onExit().join();
                });
    }

    private final class Down implements FaultAction {
        private final Runnable ending;

        Down(Runnable ending) {
            this.ending = ending;
        }

        @Override
        public boolean make(Fault fault) {
            if (!postgres.isRunning()) {
                return false;
            }
            ending.run();
            return true;
        }

        @Override
        public void mend(Fault fault) {
            try {
                postgres.restart();
            } catch (PostgresException _) {
                // Of the killed one something was still there: a second start finds it gone.
                postgres.restart();
            }
        }
    }

    private final class Disconnect implements FaultAction {
        @Override
        public boolean make(Fault fault) {
            try (var connection =
                            DriverManager.getConnection(
                                    postgres.jdbcUrl(), postgres.user(), postgres.password());
                    var statement = connection.createStatement()) {
                return statement.execute(DISCONNECT);
            } catch (SQLException _) {
                return false;
            }
        }

        @Override
        public void mend(Fault fault) {
            // Clients connect again by themselves.
        }
    }
}
