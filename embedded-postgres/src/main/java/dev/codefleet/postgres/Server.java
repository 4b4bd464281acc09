package dev.codefleet.postgres;

import dev.codefleet.support.TcpPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts and stops the server of a cluster that this process owns. */
final class Server {

    /** For the backends of a killed server to notice; they look within a second. */
    private static final Duration MEMORY_LIMIT = Duration.ofSeconds(10);

    private static final int PORT_TRIES = 5;

    private final Cluster cluster;
    private final Platform platform;
    private final Binaries binaries;
    private final Privileges privileges;
    private final PostgresOptions options;
    private final String password;
    private int port;
    private @Nullable Postmaster postmaster;

    Server(
            Cluster cluster,
            Platform platform,
            Binaries binaries,
            Privileges privileges,
            PostgresOptions options)
            throws IOException {
        this.cluster = cluster;
        this.platform = platform;
        this.binaries = binaries;
        this.privileges = privileges;
        this.options = options;
        this.password = cluster.password();
        this.port = options.port();
    }

    synchronized int port() {
        return port;
    }

    Path home() {
        return cluster.home();
    }

    String password() {
        return password;
    }

    synchronized String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The main process of the last start. */
    synchronized Postmaster postmaster() {
        if (postmaster == null) {
            throw new IllegalStateException("never started");
        }
        return postmaster;
    }

    /** Starts the server and returns when it takes connections. */
    synchronized void start() throws IOException {
        if (port != 0) {
            startOn(port);
            return;
        }
        for (var tries = 1; port == 0; tries++) {
            var free = TcpPorts.findFree();
            try {
                startOn(free);
                port = free;
            } catch (PostgresException.PortTaken e) {
                // Between the finding and the start someone else was faster.
                if (tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void startOn(int wanted) throws IOException {
        FreePort.require(wanted);
        var start = System.nanoTime();
        while (true) {
            var before = cluster.log().size();
            var started = Postmaster.start(command(wanted), cluster.log());
            if (isReady(started)) {
                postmaster = started;
                return;
            }
            var written = cluster.log().since(before);
            var isOver = System.nanoTime() - start > MEMORY_LIMIT.toNanos();
            if (isOver || !LoggedFailure.isPassing(written)) {
                var what = "PostgreSQL was not ready within " + options.startTimeout();
                throw LoggedFailure.of(what, written, wanted, cluster.log());
            }
        }
    }

    private boolean isReady(Postmaster started) throws IOException {
        var isReady = false;
        try {
            isReady = started.awaitReady(cluster.data(), options.startTimeout());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (!isReady) {
                started.stop(options.stopTimeout());
            }
        }
        return isReady;
    }

    private List<String> command(int wanted) {
        var server = new ArrayList<>(List.of(binaries.postgres(), "-D", cluster.data().toString()));
        server.addAll(Settings.arguments(platform, wanted, options.settings()));
        return privileges.wrap(server);
    }

    synchronized void stop() throws IOException {
        if (postmaster != null) {
            postmaster.stop(options.stopTimeout());
        }
    }

    String createDatabase(String name) {
        if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a name for a database: " + name);
        }
        try (var connection =
                        DriverManager.getConnection(
                                jdbcUrl(Cluster.DATABASE), Cluster.USER, password);
                var statement = connection.createStatement()) {
            // The name is checked above: a statement like this takes no parameters.
            statement.execute("CREATE DATABASE " + name);
            return jdbcUrl(name);
        } catch (SQLException e) {
            throw new PostgresException.Failed("Cannot make the database " + name, e);
        }
    }
}
