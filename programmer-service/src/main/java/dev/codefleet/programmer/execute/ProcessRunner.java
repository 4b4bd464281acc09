package dev.codefleet.programmer.execute;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Runs the processes of attempts, each to its end. One that is stopped is asked to end (SIGTERM, to
 * it and all that it has started), has a grace, and is killed. One that is cut off has no grace:
 * somebody else may be given its work the next moment. Safe for use by many threads.
 */
public final class ProcessRunner implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProcessRunner.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);
    private static final int HIGHEST_OWN_CODE = 128;
    private static final File NOTHING = new File("/dev/null");

    private final Sandbox sandbox;
    private final Duration stalledAfter;
    private final Duration longestGrace;
    private final Ticker ticker;
    private final ProcessTree tree;
    private final DeadMansSwitch deadMansSwitch;
    private final LimitsWatch limits;
    private final ProcessStarter starter = new ProcessStarter();

    /**
     * @param stalledAfter how long a process may print nothing
     * @param longestGrace between being asked to end and being killed
     */
    public ProcessRunner(
            Sandbox sandbox,
            DeadMansSwitch deadMansSwitch,
            LimitsWatch limits,
            Duration stalledAfter,
            Duration longestGrace,
            Ticker ticker) {
        this.sandbox = sandbox;
        this.deadMansSwitch = deadMansSwitch;
        this.limits = limits;
        this.stalledAfter = stalledAfter;
        this.longestGrace = longestGrace;
        this.ticker = ticker;
        this.tree = new ProcessTree(new ProcessTable(), ticker);
    }

    /** How processes are held, as receipts show it. */
    public String isolation() {
        return sandbox.isolation();
    }

    /** The network of processes, as receipts show it. */
    public String network() {
        return sandbox.network();
    }

    /** What all processes of an attempt may take together. */
    public AttemptLimits limits() {
        return limits.limits();
    }

    /** Where a process finds a file of its confinement. */
    public Path inside(Confinement where, Path path) {
        return sandbox.inside(where, path);
    }

    /**
     * Runs a process until it ends, is told to stop, or has stalled, and clears away what it
     * leaves.
     *
     * @throws InterruptedException if this thread is interrupted; the process is killed before
     */
    public ProcessEnd run(Launch launch, Output output, StopSignal stop)
            throws InterruptedException {
        var reason = stop.reason();
        if (reason.isPresent()) {
            return new ProcessEnd.Killed(reason.get());
        }
        Process process;
        try {
            process = starter.start(builder(launch));
            if (!sandbox.endsLast()) {
                deadMansSwitch.root(launch.attempt(), process.pid());
            }
        } catch (IOException e) {
            return new ProcessEnd.Broken(
                    "Cannot start " + launch.argv().getFirst() + ": " + e.getMessage());
        }
        var pump = new OutputPump(process.getInputStream(), output, ticker);
        ProcessEnd ended = new ProcessEnd.Broken("Interrupted");
        var isGone = false;
        try (var _ = limits.watch(process.pid(), sandbox.givesSession(), launch.where(), stop)) {
            pump.start();
            ended = await(process, pump, stop);
            if (ended instanceof ProcessEnd.Killed) {
                terminate(process, launch, stop);
            }
        } finally {
            isGone = hasTakenAllWithIt(ended) || kill(process, launch);
            pump.finish(DRAIN_LIMIT);
        }
        return isGone
                ? ended
                : new ProcessEnd.Broken("A process of the attempt could not be killed");
    }

    /**
     * Kills whatever is left of an attempt that a predecessor of this process ran.
     *
     * @return whether nothing is left
     */
    public boolean killRemains(AttemptId attempt) {
        return tree.kill(Launch.marker(attempt));
    }

    @Override
    public void close() {
        limits.close();
        starter.close();
    }

    /** A code above 128 may stand for a signal to the sandbox itself. */
    private boolean hasTakenAllWithIt(ProcessEnd ended) {
        return sandbox.endsLast()
                && ended instanceof ProcessEnd.Exited(var code)
                && code <= HIGHEST_OWN_CODE;
    }

    private void terminate(Process process, Launch launch, StopSignal stop) {
        var wanted = launch.grace();
        var grace = wanted == null || wanted.compareTo(longestGrace) > 0 ? longestGrace : wanted;
        // What takes too much would take more of it meanwhile.
        var isTooMuch = stop.reason().equals(Optional.of(StopReason.LIMIT_EXCEEDED));
        if (grace.isPositive() && !stop.isCutOff() && !isTooMuch) {
            tellEnding(launch);
            tree.terminate(
                    process.toHandle(),
                    sandbox.endsLast(),
                    Launch.marker(launch.attempt()),
                    sandbox.givesSession(),
                    grace,
                    stop::isCutOff);
        }
    }

    private static void tellEnding(Launch launch) {
        var file = launch.where().temporary().resolve(Sandbox.ENDING);
        try {
            // The attempt may have put a link or a pipe there: what is there is not opened.
            Files.createFile(file);
        } catch (FileAlreadyExistsException _) {
            LOG.debugf("The mark of an ending is there: attempt=%s", launch.attempt());
        } catch (IOException e) {
            LOG.warnf(
                    "Of an attempt only the first process has a grace: attempt=%s cause=%s",
                    launch.attempt(), e.getMessage());
        }
    }

    private boolean kill(Process process, Launch launch) {
        var marker = Launch.marker(launch.attempt());
        return tree.kill(process.toHandle(), marker, sandbox.givesSession());
    }

    private ProcessBuilder builder(Launch launch) {
        var where = launch.where();
        var builder =
                new ProcessBuilder(sandbox.commandLine(launch.argv(), where, launch.egress()));
        builder.directory(where.work().toFile());
        builder.redirectErrorStream(true).redirectInput(NOTHING);
        var environment = builder.environment();
        environment.clear();
        environment.putAll(launch.environment());
        environment.put("HOME", sandbox.inside(where, where.home()).toString());
        environment.put("TMPDIR", sandbox.inside(where, where.temporary()).toString());
        environment.put(Launch.MARKER, launch.attempt().toString());
        return builder;
    }

    private ProcessEnd await(Process process, OutputPump pump, StopSignal stop)
            throws InterruptedException {
        var either = CompletableFuture.anyOf(process.onExit(), stop.given());
        while (true) {
            var patience = stalledAfter.toNanos() - (ticker.nanos() - pump.lastOutput());
            if (patience <= 0) {
                stop.stop(StopReason.STALLED);
            }
            try {
                either.get(Math.max(patience, 1), TimeUnit.NANOSECONDS);
                // Both may have come; then what was asked for counts.
                var reason = stop.reason();
                return reason.isPresent()
                        ? new ProcessEnd.Killed(reason.get())
                        : new ProcessEnd.Exited(process.exitValue());
            } catch (TimeoutException _) {
                // Something may have been printed meanwhile: look again.
            } catch (ExecutionException e) {
                throw new IllegalStateException("Waiting for a process failed", e);
            }
        }
    }
}
