package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One process of a fleet. When supervised, it is started again whenever it ends unasked. Thread-safe. */
public final class Member {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long LOG_LIMIT_BYTES = 10 << 20;

    private final MemberSpec spec;
    private final Listener listener;
    private final boolean isSupervised;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Backoff backoff = new Backoff();

    private boolean isWanted;
    private @Nullable Process process;
    private int restarts;

    /** Told about a member's processes, on threads of the member. */
    interface Listener {
        /** A process was started. */
        void started(Member member);

        /** A process ended unasked and is started again after a pause. */
        void restarting(Member member, int exitCode, Duration pause);
    }

    Member(MemberSpec spec, Listener listener, boolean isSupervised) {
        this.spec = spec;
        this.listener = listener;
        this.isSupervised = isSupervised;
    }

    public Kind kind() {
        return spec.kind();
    }

    /** The agent id. */
    public String id() {
        return spec.id();
    }

    public String url() {
        return spec.url();
    }

    /** File that its processes' output is appended to. */
    public Path log() {
        return spec.log();
    }

    /** Where it keeps its state. */
    public Path directory() {
        return spec.directory();
    }

    /** How often it was started again after it ended unasked. */
    public int restarts() {
        return locked(() -> restarts);
    }

    /** Its process, if one runs. */
    public Optional<ProcessHandle> process() {
        return locked(() -> Optional.ofNullable(process))
                .filter(Process::isAlive)
                .map(Process::toHandle);
    }

    /**
     * Starts a process if none runs. It may not be ready yet when this returns.
     *
     * @throws CommandFailed if the system cannot start it
     */
    public void start() {
        lock.lock();
        try {
            isWanted = true;
            if (process != null && process.isAlive()) {
                return;
            }
            launch();
        } finally {
            lock.unlock();
        }
    }

    /** Stops its process in order and leaves it stopped. */
    public void stop() {
        unwant();
        process().ifPresent(running -> Stopping.stop(List.of(running), GRACE));
    }

    /** Kills its process (SIGKILL), alone. A supervised one is then started again after a pause. */
    public void kill() {
        process()
                .ifPresent(
                        running -> {
                            running.destroyForcibly();
                            running.onExit().join();
                        });
    }

    /** Stops its process in order and starts another. */
    public void restart() {
        stop();
        start();
    }

    /** Makes it stay down once its process has ended. */
    void unwant() {
        lock.lock();
        try {
            isWanted = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void launch() {
        try {
            Home.make(spec.directory());
            Home.makeParent(spec.log());
            rotateLog();
            var path = spec.environment().getOrDefault("PATH", "/usr/bin:/bin");
            var builder = new ProcessBuilder(OwnSession.of(spec.command(), path));
            builder.environment().clear();
            builder.environment().putAll(spec.environment());
            builder.directory(spec.directory().toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            var started = builder.start();
            process = started;
            var startNanos = System.nanoTime();
            listener.started(this);
            CompletableFuture<Process> end = started.onExit();
            end.thenAcceptAsync(
                    ended -> ended(ended, startNanos),
                    task -> Thread.ofVirtual().name(id() + "-supervision").start(task));
        } catch (IOException e) {
            throw CommandFailed.noFleet("Cannot start " + id() + ": " + e.getMessage());
        }
    }

    private void ended(Process ended, long startNanos) {
        lock.lock();
        try {
            if (process != ended || !isWanted || !isSupervised) {
                return;
            }
            var pause = backoff.after(Duration.ofNanos(System.nanoTime() - startNanos));
            listener.restarting(this, ended.exitValue(), pause);
            var left = pause.toNanos();
            while (isWanted && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (isWanted && process == ended) {
                restarts++;
                launch();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps one old log beside the new one, so that a process that dies again and again fills no disk. */
    private void rotateLog() throws IOException {
        var log = spec.log();
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            var old = log.resolveSibling(log.getFileName() + ".1");
            Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
