package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a killed owner left in a data directory. Only for the holder of the home's lock: a server
 * found here has no owner any more.
 */
final class Leftover {

    private Leftover() {}

    /**
     * Ends a server that still runs on the data directory, and removes a process id that now
     * belongs to some other program: PostgreSQL would take that one for a server. An id that nobody
     * has is left for PostgreSQL, which checks more than the id before it goes on.
     *
     * @throws PostgresException.Failed if the server does not end in time
     */
    static void clear(Path data, Duration limit) throws IOException {
        var file = PostmasterFile.read(data);
        if (file.isEmpty()) {
            return;
        }
        var process = ProcessHandle.of(file.get().pid());
        if (process.isEmpty() || !process.get().isAlive()) {
            return;
        }
        var line = process.get().info().commandLine();
        if (line.isEmpty()) {
            // Nobody is killed on suspicion: PostgreSQL will refuse to start and say why.
            return;
        }
        if (isServer(line.get(), data)) {
            end(process.get(), data, limit);
        } else {
            Files.deleteIfExists(PostmasterFile.in(data));
        }
    }

    static boolean isServer(String commandLine, Path data) {
        return commandLine.contains("postgres") && commandLine.contains("-D " + data + " ");
    }

    private static void end(ProcessHandle server, Path data, Duration limit) {
        // A fast shutdown is SIGINT to PostgreSQL, and Java only sends SIGTERM and SIGKILL.
        Command.succeeds(List.of("sh", "-c", "kill -INT " + server.pid()));
        try {
            server.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new PostgresException.Failed(
                    "A PostgreSQL left in " + data + " (process " + server.pid() + ") does not end",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException.Failed("Interrupted while PostgreSQL ended", e);
        }
    }
}
