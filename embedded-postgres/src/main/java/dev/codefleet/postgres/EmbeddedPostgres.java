package dev.codefleet.postgres;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A durable PostgreSQL that runs from jars and ends with its owner, this JVM. See the package's
 * documentation for how. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private final Server server;
    private final OwnerLock lock;
    private final Closing closing;
    private boolean isClosed;

    /** What becomes of the files. */
    private enum Closing {
        KEEPS,
        DELETES
    }

    private EmbeddedPostgres(Server server, OwnerLock lock, Closing closing) {
        this.server = server;
        this.lock = lock;
        this.closing = closing;
    }

    /**
     * Opens the server whose files are in {@code home}, made if there are none, and starts it.
     * Returns when it takes connections. A server that a killed owner left behind is ended first.
     *
     * @throws PostgresException with a message for the user
     */
    public static EmbeddedPostgres open(Path home, PostgresOptions options) {
        return open(home, options, Privileges.choose(), Closing.KEEPS);
    }

    static EmbeddedPostgres open(Path home, PostgresOptions options, Privileges privileges) {
        return open(home, options, privileges, Closing.KEEPS);
    }

    /**
     * Ends a server that a killed owner left behind in {@code home}, in growing force, and returns
     * when it has ended. Whatever it had committed is kept.
     *
     * @param notes told what is waited for
     * @return whether there was one
     * @throws PostgresException with a message for the user
     */
    public static boolean endLeftover(Path home, Consumer<String> notes) {
        if (!Files.isDirectory(home)) {
            return false;
        }
        try {
            var cluster = new Cluster(home.toRealPath());
            try (var lock = OwnerLock.take(cluster.home())) {
                return Leftover.clear(cluster.data(), notes);
            }
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot look into the database in " + home, e);
        }
    }

    /**
     * A server for tests: on a free port, as durable as any, its files in a temporary directory
     * that is deleted when it is closed or the JVM exits.
     *
     * @throws PostgresException with a message for the user
     */
    public static EmbeddedPostgres temporary() {
        try {
            var home = Files.createTempDirectory("codefleet-postgres-");
            var options = PostgresOptions.onPort(0);
            var postgres = open(home, options, Privileges.choose(), Closing.DELETES);
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            return postgres;
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot make a temporary directory", e);
        }
    }

    private static EmbeddedPostgres open(
            Path home, PostgresOptions options, Privileges privileges, Closing closing) {
        var platform = Platform.current();
        var binaries =
                Binaries.unpack(platform, options.binaries(), InstantSource.system().instant());
        try {
            var cluster = new Cluster(directory(home));
            var lock = OwnerLock.take(cluster.home());
            try {
                Leftover.clear(cluster.data(), _ -> {});
                cluster.initialise(binaries, privileges);
                privileges.own(cluster.data());
                cluster.log().rotate();
                var server = new Server(cluster, platform, binaries, privileges, options);
                server.start();
                return new EmbeddedPostgres(server, lock, closing);
            } catch (IOException | RuntimeException e) {
                try (lock) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot open the database in " + home + ": " + e, e);
        }
    }

    /** The address of the server's own database, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(Cluster.DATABASE);
    }

    /**
     * The address of another database of this server, for example a {@link #createDatabase} one.
     */
    public String jdbcUrl(String database) {
        return server.jdbcUrl(database);
    }

    /** The user that owns everything in this server. */
    public String user() {
        return Cluster.USER;
    }

    /** That user's password: random, made with the home, and never logged. */
    public String password() {
        return server.password();
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return server.port();
    }

    /** The process id of the server's main process. */
    public long pid() {
        return server.postmaster().pid();
    }

    public boolean isRunning() {
        return server.postmaster().isAlive();
    }

    /** Completes when the server that runs now has ended, wanted or not. */
    public CompletableFuture<Void> onExit() {
        return server.postmaster().onExit();
    }

    /**
     * Makes an empty database, for example one per test class. Needs PostgreSQL's JDBC driver on
     * the class path.
     *
     * @param name lower-case letters, digits and underscores, 63 at most
     * @return its JDBC address
     * @throws IllegalArgumentException for another name
     * @throws PostgresException.Failed if it exists or the server cannot be reached
     */
    public String createDatabase(String name) {
        return server.createDatabase(name);
    }

    /**
     * Shuts the server down, ending its sessions, and waits for the end. The home stays locked for
     * a {@link #restart}. Nothing happens if it does not run.
     */
    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot stop PostgreSQL", e);
        }
    }

    /**
     * Stops the server if it runs, and starts it on the same port.
     *
     * @throws PostgresException as {@link #open} does
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void restart() {
        if (isClosed) {
            throw new IllegalStateException("closed");
        }
        try {
            server.stop();
            server.start();
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot restart PostgreSQL", e);
        }
    }

    /** Stops the server and gives the home back. Once closed, it stays closed. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (lock) {
            server.stop();
            if (closing == Closing.DELETES) {
                Directories.delete(server.home());
            }
        } catch (IOException e) {
            throw new PostgresException.Failed("Cannot close the database", e);
        }
    }

    private static Path directory(Path home) throws IOException {
        var owners = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home, PosixFilePermissions.asFileAttribute(owners));
        }
        return home.toRealPath();
    }
}
