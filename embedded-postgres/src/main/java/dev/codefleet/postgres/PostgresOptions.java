package dev.codefleet.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Options of an embedded PostgreSQL.
 *
 * @param port the port on 127.0.0.1, or 0 to have a free one chosen
 * @param binaries the directory that PostgreSQL's binaries are unpacked into once, shared by all
 *     servers of this user; about 60 MB
 * @param settings PostgreSQL settings, for example {@code max_connections}, over the defaults of
 *     {@link Settings}; those that durability, access or this launcher hang on are refused
 * @param startTimeout how long a start, including recovery after a crash, may take
 * @param stopTimeout how long a stop may take before the server is killed, which costs the next
 *     start a recovery and no data
 */
public record PostgresOptions(
        int port,
        Path binaries,
        Map<String, String> settings,
        Duration startTimeout,
        Duration stopTimeout) {

    /**
     * Checks what can be checked before anything is started.
     *
     * @throws IllegalArgumentException for a port that is none, or a setting that is not to be
     *     changed
     */
    public PostgresOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        settings = Map.copyOf(settings);
        Settings.requireChangeable(settings.keySet());
    }

    /** The defaults on the given port; 0 has a free one chosen. */
    public static PostgresOptions onPort(int port) {
        return new PostgresOptions(
                port,
                cache(System.getenv()),
                Map.of(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(40));
    }

    /**
     * Where the binaries lie for all servers of a user: in the cache of {@code HOME}, as for every
     * other command; of the home that the JVM knows only where that is not set.
     */
    public static Path cache(Map<String, String> environment) {
        var named = environment.getOrDefault("HOME", "");
        var home = named.isEmpty() ? System.getProperty("user.home", ".") : named;
        return Path.of(home, ".cache/codefleet/postgres");
    }

    /** The same with the binaries unpacked under another directory. */
    public PostgresOptions withBinaries(Path directory) {
        return new PostgresOptions(port, directory, settings, startTimeout, stopTimeout);
    }

    /**
     * The same with these PostgreSQL settings.
     *
     * @throws IllegalArgumentException for a setting that is not to be changed
     */
    public PostgresOptions withSettings(Map<String, String> changed) {
        return new PostgresOptions(port, binaries, changed, startTimeout, stopTimeout);
    }

    /** The same with other limits for start and stop. */
    public PostgresOptions withTimeouts(Duration start, Duration stop) {
        return new PostgresOptions(port, binaries, settings, start, stop);
    }

    PostgresOptions withPort(int other) {
        return new PostgresOptions(other, binaries, settings, startTimeout, stopTimeout);
    }
}
