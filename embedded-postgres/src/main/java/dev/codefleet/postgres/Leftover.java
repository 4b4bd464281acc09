package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server that a killed owner left running in a data directory. Only for the holder of the home's
 * lock: a server found here has no owner any more.
 */
final class Leftover {

    private Leftover() {}

    /** Signals in growing force, with the time that each has to work. */
    private record Step(String signal, Duration patience) {}

    /**
     * Fast shutdown; immediate shutdown, which costs the next start a recovery; and the kernel's.
     */
    private static final List<Step> STEPS =
            List.of(
                    new Step("INT", Duration.ofSeconds(10)),
                    new Step("QUIT", Duration.ofSeconds(6)),
                    new Step("KILL", Duration.ofSeconds(5)));

    /**
     * Ends a server that still runs on the data directory, and removes a process id that now
     * belongs to some other program: PostgreSQL would take that one for a server. An id that nobody
     * has is left for PostgreSQL, which checks more than the id before it goes on.
     *
     * @param notes told what is waited for
     * @return whether there was a server
     * @throws PostgresException.Failed if even a killed server does not end
     */
    static boolean clear(Path data, Consumer<String> notes) throws IOException {
        var file = PostmasterFile.read(data);
        if (file.isEmpty()) {
            return false;
        }
        var process = ProcessHandle.of(file.get().pid());
        if (process.isEmpty() || !process.get().isAlive()) {
            return false;
        }
        var line = process.get().info().commandLine();
        if (line.isEmpty()) {
            // Nobody is killed on suspicion: PostgreSQL will refuse to start and say why.
            return false;
        }
        if (isServer(line.get(), data)) {
            end(process.get(), data, notes);
            return true;
        }
        Files.deleteIfExists(PostmasterFile.in(data));
        return false;
    }

    static boolean isServer(String commandLine, Path data) {
        return commandLine.contains("postgres") && commandLine.contains("-D " + data + " ");
    }

    private static void end(ProcessHandle server, Path data, Consumer<String> notes) {
        notes.accept(
                "A PostgreSQL of an earlier start (process %d) still runs; it is ended first."
                        .formatted(server.pid()));
        for (var step : STEPS) {
            signal(step.signal(), Stream.of(server));
            // One that was stopped hears nothing but this, and SIGKILL.
            signal("CONT", Stream.concat(Stream.of(server), server.descendants()));
            if (hasEnded(server, step.patience())) {
                return;
            }
            notes.accept(
                    "PostgreSQL (process %d) has not ended %d s after SIG%s."
                            .formatted(server.pid(), step.patience().toSeconds(), step.signal()));
        }
        throw new PostgresException.Failed(
                "A PostgreSQL left in "
                        + data
                        + " (process "
                        + server.pid()
                        + ") does not end, not even when it is killed: the kernel holds it,"
                        + " often for a disk that does not answer",
                null);
    }

    /** Java itself sends SIGTERM and SIGKILL only. */
    private static void signal(String name, Stream<ProcessHandle> processes) {
        var ids = processes.map(each -> Long.toString(each.pid())).toList();
        ProgramRunner.succeeds(List.of("sh", "-c", "kill -" + name + " " + String.join(" ", ids)));
    }

    private static boolean hasEnded(ProcessHandle server, Duration longest) {
        try {
            server.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException.Failed("Interrupted while PostgreSQL ended", e);
        }
    }
}
