package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.stream.EventLog;
import dev.codefleet.programmer.trust.Beats;
import dev.codefleet.programmer.trust.CutOffWatch;
import dev.codefleet.programmer.trust.ManagerContact;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The attempts that run, each on its thread and in its slot. Safe for use by many threads. */
public final class RunningAttempts {
    private final Slots slots;
    private final Runner runner;
    private final Executor threads;
    private final Runnable changed;
    private final int replayMaxLines;
    private final long incarnation;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Map<AttemptId, Attempt> running = new ConcurrentHashMap<>();
    private final Beats beats = new Beats();
    private int threadsAtWork;

    /**
     * @param threads starts a thread for each attempt
     * @param changed called when slots were taken or freed; must not block
     * @param replayMaxLines log lines kept of an attempt
     */
    public RunningAttempts(
            Slots slots,
            Runner runner,
            Executor threads,
            Runnable changed,
            int replayMaxLines,
            long incarnation,
            InstantSource clock,
            Ticker ticker) {
        this.slots = slots;
        this.runner = runner;
        this.threads = threads;
        this.changed = changed;
        this.replayMaxLines = replayMaxLines;
        this.incarnation = incarnation;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Starts an attempt that has taken a slot, which it frees in the end.
     *
     * @param sentSinceNanos monotonic time before which the order was not sent
     */
    public synchronized Attempt start(Order order, long sentSinceNanos) {
        var now = ticker.nanos();
        var sentAgo = Duration.ofNanos(now - sentSinceNanos);
        var attempt =
                new Attempt(
                        order,
                        new EventLog(replayMaxLines),
                        new ManagerContact(now, sentSinceNanos),
                        new StopSignal(ticker, CutOffWatch.first(sentAgo)),
                        clock.instant(),
                        now);
        attempt.events().publish(new Accepted(order.attempt(), incarnation));
        running.put(attempt.id(), attempt);
        var isStarted = false;
        try {
            threads.execute(() -> run(attempt));
            threadsAtWork++;
            isStarted = true;
        } finally {
            if (!isStarted) {
                running.remove(attempt.id());
                slots.release(attempt.id());
            }
        }
        changed.run();
        return attempt;
    }

    public Optional<Attempt> find(AttemptId id) {
        return Optional.ofNullable(running.get(id));
    }

    public Collection<Attempt> all() {
        return List.copyOf(running.values());
    }

    /** Tells the followers of all attempts that they are still going. */
    public void beat() {
        var number = beats.next(ticker.nanos());
        running.values().forEach(attempt -> attempt.events().beat(number));
    }

    /** A manager has heard beats of attempts. */
    public void followed(Following following) {
        for (var heard : following.heard()) {
            var attempt = running.get(heard.attempt());
            if (attempt != null) {
                beats.sentAt(heard.beat()).ifPresent(attempt.contact()::followed);
            }
        }
    }

    /** Tells all attempts to stop. */
    public void stopAll(StopReason reason) {
        running.values().forEach(attempt -> attempt.stop().stop(reason));
    }

    /**
     * Waits until nothing runs and all reports are published.
     *
     * @return false if something still does at the end of the wait
     */
    public boolean awaitIdle(Duration longest) throws InterruptedException {
        var start = ticker.nanos();
        synchronized (this) {
            while (threadsAtWork > 0) {
                var left = longest.toNanos() - (ticker.nanos() - start);
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        }
    }

    private void run(Attempt attempt) {
        try {
            runner.run(attempt, () -> free(attempt));
        } finally {
            synchronized (this) {
                threadsAtWork--;
                notifyAll();
            }
        }
    }

    private void free(Attempt attempt) {
        running.remove(attempt.id());
        slots.release(attempt.id());
        changed.run();
    }
}
