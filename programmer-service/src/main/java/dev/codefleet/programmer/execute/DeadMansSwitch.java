package dev.codefleet.programmer.execute;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.text.Text;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.programmer.trust.Watchdog;
import dev.codefleet.support.Backoff;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the processes of attempts even while this process is paused or after it is gone: one small
 * process beside it, told which attempts there are and, every half second, until when each may go
 * on. When that time passes, or the pipe to it breaks, it kills them. Should it end or not answer
 * itself, it is started again. Safe for use by many threads; nothing here waits for it.
 *
 * <p>An attempt costs three short lines to a pipe, whatever it starts.
 */
public final class DeadMansSwitch implements Watchdog, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeadMansSwitch.class);
    private static final int MOST_LINES = 20_000;
    private static final int MOST_UNANSWERED = 10;
    private static final Backoff RESTARTS =
            new Backoff(Duration.ofMillis(20), Duration.ofSeconds(30));
    private static final String WAKE = "";

    private final Optional<SwitchProgram> program;
    private final Map<AttemptId, Guarded> guarded = new ConcurrentHashMap<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MOST_LINES);
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile @Nullable Process process;
    private volatile String trouble;
    private volatile boolean isClosed;

    /** An attempt, and the process that was started for it last; 0 for none that is told. */
    private record Guarded(StopSignal stop, long pid) {}

    /**
     * @param program what is run; without it nothing is, and this only says so
     */
    public DeadMansSwitch(Optional<SwitchProgram> program) {
        this.program = program;
        this.trouble = program.isEmpty() ? SwitchProgram.MISSING : "It has not started yet.";
        if (program.isPresent()) {
            Thread.ofPlatform().daemon().name("dead-mans-switch").start(() -> keep(program.get()));
        }
    }

    /** Why nothing ends attempts when this process cannot; empty while all is well. */
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /**
     * Begins to look after an attempt; to be called before it starts a process.
     *
     * @param stop is told when the attempt was ended from outside
     */
    public void begin(AttemptId attempt, StopSignal stop) {
        guarded.put(attempt, new Guarded(stop, 0));
        tell("begin " + attempt);
    }

    /**
     * An attempt has started a process that may hide its own. What is in a sandbox is found by that
     * sandbox.
     */
    void root(AttemptId attempt, long pid) {
        var known = guarded.computeIfPresent(attempt, (_, old) -> new Guarded(old.stop(), pid));
        if (known != null) {
            tell("root " + attempt + " " + pid);
        }
    }

    /** Nothing of an attempt runs any more. */
    public void end(AttemptId attempt) {
        guarded.remove(attempt);
        tell("end " + attempt);
    }

    @Override
    public long time() {
        return program.isEmpty() ? 0 : SwitchProgram.now();
    }

    @Override
    public void feed(long asOf, Map<AttemptId, Duration> left) {
        if (program.isEmpty() || left.isEmpty()) {
            return;
        }
        tell(feedLines(asOf, left) + "ask");
        var current = process;
        if (unanswered.incrementAndGet() > MOST_UNANSWERED && current != null) {
            LOG.warnf("The dead man's switch does not answer and is started again");
            current.destroyForcibly();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        tell(WAKE);
    }

    private static String feedLines(long now, Map<AttemptId, Duration> left) {
        var all = hundredths(LONGEST);
        if (left.values().stream().allMatch(time -> hundredths(time) >= all)) {
            return "feed " + (now + all) + "\n";
        }
        return left.entrySet().stream()
                .map(entry -> {
                    var till = now + Math.min(all, hundredths(entry.getValue()));
                    return "left " + entry.getKey() + " " + till + "\n";
                })
                .collect(Collectors.joining());
    }

    private static long hundredths(Duration time) {
        return Math.max(0, time.toMillis() / 10);
    }

    private void tell(String line) {
        if (program.isPresent() && !lines.offer(line)) {
            // It has not read for long; a new one is told everything from the start.
            lines.clear();
            var current = process;
            if (current != null) {
                current.destroyForcibly();
            }
        }
    }

    private void keep(SwitchProgram one) {
        var useless = 0;
        while (!isClosed) {
            var wasOfUse = false;
            try {
                wasOfUse = runOnce(one);
                useless = wasOfUse ? 0 : useless + 1;
                if (!isClosed) {
                    LOG.warnf("The dead man's switch is started again: %s", trouble);
                    Thread.sleep(RESTARTS.pause(useless + 1));
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.errorf(e, "The dead man's switch failed");
            }
        }
    }

    /** Runs it to its end; true if it had begun to work. */
    private boolean runOnce(SwitchProgram one) throws InterruptedException {
        trouble = "It is being started.";
        try {
            var started = one.start();
            process = started;
            unanswered.set(0);
            started.onExit().thenRun(() -> lines.offer(WAKE));
            var reader = Thread.ofPlatform().daemon().name("dead-mans-words");
            var listening = reader.start(() -> listen(started));
            try (var out = started.outputWriter()) {
                serve(started, out);
            } catch (IOException e) {
                // It has ended, which is found out below.
                LOG.debugf(e, "The pipe to the dead man's switch broke");
            }
            if (!isClosed) {
                started.destroyForcibly();
            }
            listening.join();
            var wasOfUse = trouble.isEmpty();
            if (wasOfUse) {
                trouble = "It ended.";
            }
            return wasOfUse;
        } catch (IOException e) {
            trouble = "It cannot be started: " + e.getMessage();
            return false;
        }
    }

    private void serve(Process started, Writer out) throws IOException, InterruptedException {
        lines.clear();
        for (var entry : guarded.entrySet()) {
            write(out, "begin " + entry.getKey());
            if (entry.getValue().pid() != 0) {
                write(out, "root " + entry.getKey() + " " + entry.getValue().pid());
            }
        }
        while (!isClosed && started.isAlive()) {
            var line = lines.take();
            if (!line.equals(WAKE)) {
                write(out, line);
            }
        }
    }

    private static void write(Writer out, String line) throws IOException {
        out.write(line + "\n");
        out.flush();
    }

    private void listen(Process started) {
        try (var in = started.inputReader()) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("stopping ")) {
                    stopped(line.substring("stopping ".length()));
                } else if (line.equals("fed")) {
                    unanswered.set(0);
                } else {
                    trouble = line.equals("ready") ? "" : Text.cut(line, 200);
                }
            }
        } catch (IOException e) {
            LOG.debugf(e, "The pipe from the dead man's switch broke");
        }
    }

    private void stopped(String attempt) {
        LOG.warnf("The dead man's switch stops an attempt: attempt=%s", attempt);
        var known = guarded.get(AttemptId.parse(attempt));
        if (known != null) {
            known.stop().stop(StopReason.CUT_OFF);
        }
    }
}
