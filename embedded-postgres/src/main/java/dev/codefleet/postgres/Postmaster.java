package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running server: PostgreSQL's main process, started under the {@link OwnerWatchdog}. */
final class Postmaster {

    private static final long POLL_MILLIS = 10;

    private final Process process;

    private Postmaster(Process process) {
        this.process = process;
    }

    /**
     * Starts a server and returns at once; {@link #awaitReady} says what becomes of it.
     *
     * @throws IOException if there is nothing to start
     */
    static Postmaster start(List<String> server, ServerLog log) throws IOException {
        var process =
                ProgramRunner.builder(OwnerWatchdog.over(server))
                        .redirectErrorStream(true)
                        .redirectOutput(log.appending())
                        .start();
        return new Postmaster(process);
    }

    /**
     * Waits until the server takes connections.
     *
     * @return false if it ended, or the limit passed, before that
     */
    boolean awaitReady(Path data, Duration limit) throws IOException, InterruptedException {
        var start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            var file = PostmasterFile.read(data);
            if (file.isPresent() && file.get().pid() == pid() && file.get().isReady()) {
                return true;
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** Its process id, as the system and as PostgreSQL know it. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the server's main process has ended. */
    CompletableFuture<Void> onExit() {
        return process.onExit().thenAccept(_ -> {});
    }

    /**
     * Has the watchdog shut the server down: sessions are ended, what they committed is kept. After
     * the limit, or when interrupted, the server is killed; its next start then recovers.
     */
    void stop(Duration limit) throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
