package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresException;
import dev.codefleet.postgres.PostgresOptions;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The fleet's own PostgreSQL. When it ends unasked, it is started again on the same files. */
final class EmbeddedDatabase implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final RestartPause restartPause = new RestartPause();
    private volatile boolean isClosed;

    private EmbeddedDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Starts the server and returns when it takes connections.
     *
     * @throws PostgresException with a message for the user
     */
    static EmbeddedDatabase open(Home home, int port) {
        Home.make(home.directory());
        var database =
                new EmbeddedDatabase(EmbeddedPostgres.open(home.database(), options(home, port)));
        database.watch();
        return database;
    }

    /** The binaries lie in the user's cache, for all homes; in the home of a user without one. */
    private static PostgresOptions options(Home home, int port) {
        var options = PostgresOptions.onPort(port);
        return Files.isDirectory(options.binaries().resolve("../../..").normalize())
                ? options
                : options.withBinaries(home.directory().resolve("postgres-binaries"));
    }

    /**
     * The address that a start on another thread comes to.
     *
     * @throws CommandFailed with what the server said, if it did not start
     */
    static ManagerDatabase join(CompletableFuture<ManagerDatabase> start) {
        try {
            return start.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PostgresException cause) {
                throw CommandFailed.noFleet(String.valueOf(cause.getMessage()));
            }
            throw e;
        }
    }

    ManagerDatabase address() {
        return new ManagerDatabase(postgres.jdbcUrl(), postgres.user(), postgres.password(), null);
    }

    private void watch() {
        var startNanos = System.nanoTime();
        postgres.onExit()
                .thenRunAsync(
                        () -> ended(Duration.ofNanos(System.nanoTime() - startNanos)),
                        task -> Thread.ofVirtual().name("postgres-supervision").start(task));
    }

    private void ended(Duration lasted) {
        try {
            Thread.sleep(restartPause.after(lasted));
            synchronized (this) {
                if (!isClosed) {
                    postgres.restart();
                    watch();
                }
            }
        } catch (PostgresException _) {
            ended(Duration.ZERO);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        postgres.close();
    }
}
