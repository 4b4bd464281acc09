package dev.codefleet.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The server's settings, given on its command line: there they outrank {@code postgresql.conf} and
 * {@code ALTER SYSTEM}, so what is fixed here stays fixed for the server's life.
 */
final class Settings {

    /** A service's promise of "safe once acknowledged" rests on each of these. */
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    /** Named by this launcher for reasons of its own. */
    private static final Set<String> RESERVED =
            Set.of(
                    "port",
                    "listen_addresses",
                    "unix_socket_directories",
                    "data_directory",
                    "hba_file",
                    "ident_file",
                    "external_pid_file",
                    "wal_sync_method",
                    "logging_collector",
                    "password_encryption");

    private static final Map<String, String> SMALL =
            Map.ofEntries(
                    Map.entry("shared_buffers", "64MB"),
                    Map.entry("max_connections", "100"),
                    Map.entry("max_wal_size", "256MB"),
                    Map.entry("max_parallel_workers_per_gather", "0"),
                    Map.entry("huge_pages", "off"),
                    Map.entry("jit", "off"),
                    Map.entry("timezone", "UTC"),
                    Map.entry("log_timezone", "UTC"),
                    Map.entry("log_checkpoints", "off"),
                    // Statements may hold what users typed: they stay out of the log.
                    Map.entry("log_min_error_statement", "panic"),
                    Map.entry("log_parameter_max_length_on_error", "0"));

    private Settings() {}

    /**
     * Refuses changes to what durability, access or the launcher hang on.
     *
     * @throws IllegalArgumentException naming the first such setting
     */
    static void requireChangeable(Collection<String> names) {
        for (var name : names) {
            if (!name.matches("[a-z_]+(\\.[a-z_]+)?")) {
                throw new IllegalArgumentException("not a PostgreSQL setting: " + name);
            }
            if (DURABLE.containsKey(name) || RESERVED.contains(name)) {
                throw new IllegalArgumentException(
                        "the setting " + name + " of the embedded PostgreSQL is not changeable");
            }
        }
    }

    /** The arguments for {@code postgres}: the defaults, the changes, and what is fixed. */
    static List<String> arguments(Platform platform, int port, Map<String, String> changed) {
        var all = new LinkedHashMap<>(SMALL);
        all.putAll(changed);
        all.putAll(DURABLE);
        if (platform.isMacOs()) {
            // Elsewhere fsync reaches the disk; there it stops at the drive's volatile cache.
            all.put("wal_sync_method", "fsync_writethrough");
        }
        all.put("port", Integer.toString(port));
        all.put("listen_addresses", "127.0.0.1");
        // JDBC needs no socket file, and without one no path can be too long for it.
        all.put("unix_socket_directories", "");
        var arguments = new ArrayList<String>();
        all.forEach((name, value) -> {
            arguments.add("-c");
            arguments.add(name + "=" + value);
        });
        return arguments;
    }
}
