package dev.codefleet.cli.follow;

import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.cli.terminal.TerminalSize;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.gatewayclient.JobEventStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Shows a job from its events until it ends: live on a terminal, line by line elsewhere. */
public final class JobFollower {
    /** At most ten times a second. */
    private static final long REDRAW_MS = 100;

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final GatewayClient gateway;
    private final Terminal terminal;
    private final InstantSource clock;
    private final JobView job;
    private final Instant startedAt;
    private final JobProgress progress;
    private final ChangeText text;
    private final List<String> fresh = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long known;
    private volatile @Nullable FleetSlots slots;

    /**
     * @param startedAt what the clock of the live view counts from
     */
    public JobFollower(
            GatewayClient gateway,
            Terminal terminal,
            InstantSource clock,
            JobView job,
            Instant startedAt) {
        this.gateway = gateway;
        this.terminal = terminal;
        this.clock = clock;
        this.job = job;
        this.startedAt = startedAt;
        this.progress = new JobProgress(subtasks(job));
        this.text = new ChangeText(terminal.style());
    }

    /** Takes what has happened so far, without showing it. To be called before it is followed. */
    public void catchUp() {
        try (var events = gateway.eventsSoFar(job.id())) {
            events.forEach(
                    event -> {
                        progress.apply(event);
                        known = event.seq();
                    },
                    () -> true);
        }
    }

    /** The job's plan has changed. To be called before it is followed. */
    public void planned(JobView resumed) {
        progress.planned(subtasks(resumed));
    }

    private static int subtasks(JobView job) {
        return job.subtasks().values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Returns when the job has ended.
     *
     * @throws CommandFailed if the gateway cannot be reached any more
     */
    public void follow() {
        var wait = progress.repositoryWait();
        if (wait != null) {
            // Told before it was followed, and to nobody.
            say(wait.text());
        }
        try (var events = gateway.events(job.id(), known)) {
            var reader = Thread.ofVirtual().name("job-events").start(() -> read(events));
            var watcher = terminal.isInteractive() ? watchSlots() : null;
            try {
                show(events);
            } finally {
                reader.interrupt();
                if (watcher != null) {
                    watcher.interrupt();
                }
            }
        }
    }

    /** Says something while the job is shown. To be called from any thread. */
    public synchronized void say(String line) {
        if (terminal.isInteractive()) {
            fresh.add(line);
        } else {
            terminal.say(line);
        }
    }

    /** Ends the following, from any thread. */
    public void abort(RuntimeException why) {
        end.completeExceptionally(why);
    }

    private void read(JobEventStream events) {
        try {
            events.forEach(this::take, () -> isOver(job.id()));
            end.complete(null);
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /**
     * The stream ends after the job's last event; asked only then, so that a broken one is told
     * from it.
     */
    private boolean isOver(JobId id) {
        return progressIsOver() || gateway.job(id).state().isFinal();
    }

    private synchronized boolean progressIsOver() {
        return progress.state().isFinal();
    }

    private synchronized void take(JobEvent event) {
        progress.apply(event)
                .flatMap(change ->
                        terminal.isInteractive()
                                ? text.scrolled(change)
                                : Optional.of(text.plain(change)))
                .ifPresent(this::say);
    }

    private void show(JobEventStream events) {
        var screen = new LiveScreen(terminal);
        var frame = new LiveFrame(terminal.style());
        var size = new WindowSize(terminal.isInteractive());
        while (!hasEnded()) {
            events.breakIfSilentFor(LONGEST_SILENCE);
            if (terminal.isInteractive()) {
                draw(screen, frame, size.current());
            }
        }
        if (terminal.isInteractive()) {
            screen.draw(takeFresh(), List.of());
        }
    }

    private void draw(LiveScreen screen, LiveFrame frame, TerminalSize size) {
        List<String> lines;
        synchronized (this) {
            lines = frame.lines(progress, slots, startedAt, clock.instant(), size);
        }
        screen.draw(takeFresh(), lines);
    }

    private synchronized List<String> takeFresh() {
        var taken = List.copyOf(fresh);
        fresh.clear();
        return taken;
    }

    private boolean hasEnded() {
        try {
            end.get(REDRAW_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("Interrupted.");
        }
    }

    /**
     * The fleet's slots are no part of the job's events; a look each second is enough for a person.
     */
    private Thread watchSlots() {
        return Thread.ofVirtual()
                .name("slots")
                .start(() -> {
                    try {
                        while (true) {
                            slots = FleetSlots.of(gateway.fleet());
                            Thread.sleep(Duration.ofSeconds(1));
                        }
                    } catch (InterruptedException | CommandFailed _) {
                        // Without it the view goes on, with the slots last seen.
                    }
                });
    }
}
