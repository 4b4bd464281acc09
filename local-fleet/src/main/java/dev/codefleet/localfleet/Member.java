package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.support.ProcessTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One process of a fleet. When supervised, it is started again whenever it ends unasked.
 * Thread-safe.
 */
public final class Member {
    /** More than a programmer takes: its grace, that of its attempts, and the last reports. */
    static final Duration GRACE = Duration.ofSeconds(25);

    private final MemberSpec spec;
    private final Listener listener;
    private final boolean isSupervised;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final RestartPause restartPause = new RestartPause();

    private boolean isWanted;
    // Written under the lock, and read without it: the listener asks while another member starts.
    private volatile @Nullable Process process;
    private volatile int restarts;

    /** Told about a member's processes, on threads of the member. */
    interface Listener {
        /** A process was started. */
        void started(Member member);

        /** A process ended unasked and is started again after a pause. */
        void restarting(Member member, int exitCode, Duration pause);

        /** A process could not be started again; another try follows. */
        void failed(Member member, CommandFailed failure);
    }

    Member(MemberSpec spec, Listener listener, boolean isSupervised) {
        this.spec = spec;
        this.listener = listener;
        this.isSupervised = isSupervised;
    }

    public ServiceKind kind() {
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
        return restarts;
    }

    /** Its process, if one runs. */
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
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
            if (process().isPresent()) {
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
        process().ifPresent(running -> ProcessTrees.stop(List.of(running), GRACE));
    }

    /** Kills its process (SIGKILL), alone. A supervised one is then started again after a pause. */
    public void kill() {
        process()
                .ifPresent(running -> {
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
            var started = ServiceProcess.start(spec);
            process = started;
            var startNanos = System.nanoTime();
            listener.started(this);
            started.onExit()
                    .thenAcceptAsync(
                            ended -> ended(ended, startNanos),
                            task -> Thread.ofVirtual().name(id() + "-supervision").start(task));
        } catch (IOException e) {
            throw CommandFailed.noFleet("Cannot start " + id() + ": " + e.getMessage());
        }
    }

    private void ended(Process ended, long startNanos) {
        lock.lock();
        try {
            var lasted = Duration.ofNanos(System.nanoTime() - startNanos);
            while (process == ended && isWanted && isSupervised) {
                var pause = restartPause.after(lasted);
                listener.restarting(this, ended.exitValue(), pause);
                awaitUnwanted(pause);
                if (process == ended && isWanted) {
                    startAgain();
                    lasted = Duration.ZERO;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void awaitUnwanted(Duration longest) throws InterruptedException {
        var left = longest.toNanos();
        while (isWanted && left > 0) {
            left = changed.awaitNanos(left);
        }
    }

    /** What keeps the system from starting it now, such as too many processes, may pass. */
    private void startAgain() {
        try {
            restarts++;
            launch();
        } catch (CommandFailed e) {
            listener.failed(this, e);
        }
    }
}
