package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.plan.Executor.None;
import dev.codefleet.programmer.execute.StopReason;
import dev.codefleet.programmer.execute.StopSignal;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All attempts of this programmer, running or waiting for their acknowledgement. Takes orders, each
 * id once. Safe for use by many threads; what it answers, it answers without waiting for disk or
 * process.
 */
final class Attempts {
    private static final int MAX_EMPTY_REPORTS = 2_000;
    private static final int MAX_WITHDRAWN = 10_000;

    private static final long REPORT_AFTER_ACCEPTED = 2;

    private final Slots slots;
    private final Fences fences;
    private final Reports spool;
    private final Runner runner;
    private final ProgrammerMetrics metrics;
    private final Executor threads;
    private final Runnable changed;
    private final Bounds bounds;
    private final long incarnation;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Map<AttemptId, Attempt> running = new ConcurrentHashMap<>();
    private final EmptyReports empty = new EmptyReports(MAX_EMPTY_REPORTS);
    private final Withdrawn withdrawn = new Withdrawn(MAX_WITHDRAWN);
    private final Beats beats = new Beats();
    private boolean isDraining;
    private int threadsAtWork;

    /**
     * @param maxReports that may wait for their acknowledgement
     * @param replayMaxLines log lines kept of a running attempt
     */
    record Bounds(int maxReports, int replayMaxLines) {}

    /** Does the work of attempts. */
    interface Runner {
        /** The report of an attempt that has nothing to do. */
        Report runNothing(Order order);

        /**
         * Runs an attempt that has work. When this returns, nothing of it runs any more and its
         * report is in the spool, if the disk allows.
         *
         * @param freeSlot called once nothing runs any more, before the report is published
         */
        void run(Attempt attempt, Runnable freeSlot);
    }

    /** The reports that wait for their acknowledgement. */
    interface Reports {
        /**
         * The report of an attempt, if it is here.
         *
         * @throws UncheckedIOException if it cannot be read
         */
        Optional<Spool.Finished> find(AttemptId attempt);

        /** The bundle of an attempt that has ended, if it has one. */
        Optional<Path> bundle(AttemptId attempt);

        /** Deletes what is kept of an attempt that has ended; nothing when there is nothing. */
        void forget(AttemptId attempt) throws IOException;

        /** Attempts whose reports are kept, and how they ended. */
        Map<AttemptId, AttemptState> finished();

        int size();
    }

    /**
     * @param threads starts a thread for each attempt
     * @param changed called when slots were taken or freed; must not block
     */
    Attempts(
            Slots slots,
            Fences fences,
            Reports spool,
            Runner runner,
            ProgrammerMetrics metrics,
            Executor threads,
            Runnable changed,
            Bounds bounds,
            long incarnation,
            InstantSource clock,
            Ticker ticker) {
        this.slots = slots;
        this.fences = fences;
        this.spool = spool;
        this.runner = runner;
        this.metrics = metrics;
        this.threads = threads;
        this.changed = changed;
        this.bounds = bounds;
        this.incarnation = incarnation;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Takes a valid order, or finds out what became of it when it was taken before.
     *
     * @param sentSinceNanos monotonic time before which the order was not sent
     */
    Admission order(Order order, long sentSinceNanos) {
        var hasWork = hasWork(order);
        synchronized (this) {
            var seen = fences.check(order.attempt().job(), order.fence());
            if (seen.isPresent()) {
                return new Admission.StaleFence(order.fence(), seen.getAsLong());
            }
            var known = find(order.attempt());
            if (known.isPresent()) {
                return known.get();
            }
            if (withdrawn.contains(order.attempt())) {
                return new Admission.Cancelled(order.attempt());
            }
            if (isDraining) {
                return new Admission.Draining();
            }
            if (hasWork && spool.size() >= bounds.maxReports()) {
                return new Admission.SpoolFull(bounds.maxReports());
            }
            if (!slots.take(order.attempt())) {
                return new Admission.SlotsFull(slots.total());
            }
            return hasWork ? start(order, sentSinceNanos) : doNothing(order);
        }
    }

    /** A running or ended attempt. */
    Optional<Admission.Known> find(AttemptId id) {
        // It is in the spool before it leaves the running ones: looked at in this order it is never
        // missed.
        var attempt = running.get(id);
        if (attempt != null) {
            return Optional.of(new Admission.Running(attempt));
        }
        var report = empty.find(id);
        if (report.isPresent()) {
            return Optional.of(new Admission.Ended(REPORT_AFTER_ACCEPTED, report.get()));
        }
        return spool.find(id).map(end -> new Admission.Ended(end.eventId(), end.report()));
    }

    /**
     * Stops an attempt. One that is not here never will be: its order is refused should it still
     * come.
     *
     * @return where it stands; empty if it is not here
     */
    Optional<Admission.Known> cancel(AttemptId id) {
        Optional<Admission.Known> known;
        synchronized (this) {
            known = find(id);
            if (known.isEmpty()) {
                withdrawn.add(id);
            }
        }
        if (known.isPresent() && known.get() instanceof Admission.Running(var attempt)) {
            attempt.stop().stop(StopReason.CANCELLED);
        }
        return known;
    }

    /** Tells the followers of all running attempts that they are still going. */
    void beat() {
        var number = beats.next(ticker.nanos());
        running.values().forEach(attempt -> attempt.events().beat(number));
    }

    /** A manager has heard beats of attempts. */
    void followed(Following following) {
        for (var heard : following.heard()) {
            var attempt = running.get(heard.attempt());
            if (attempt != null) {
                beats.sentAt(heard.beat()).ifPresent(attempt.events()::followed);
            }
        }
    }

    /** The bundle of an attempt that has ended, if it has one. */
    Optional<Path> bundle(AttemptId id) {
        return spool.bundle(id);
    }

    /**
     * Forgets an attempt that has ended.
     *
     * @return false if it still runs
     * @throws UncheckedIOException if its report cannot be deleted
     */
    boolean acknowledge(AttemptId id) {
        synchronized (this) {
            if (running.containsKey(id)) {
                return false;
            }
            // Its order may come once more, late or repeated: it must not run again.
            withdrawn.add(id);
        }
        if (empty.remove(id)) {
            return true;
        }
        try {
            spool.forget(id);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets attempts that have ended, sooner or later; those that run are left alone. */
    void acknowledgeLater(List<AttemptId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        var onDisk = ids.stream().filter(id -> !empty.remove(id)).toList();
        if (!onDisk.isEmpty()) {
            threads.execute(() -> onDisk.forEach(this::acknowledge));
        }
    }

    /** Takes no more orders. */
    synchronized void drain() {
        isDraining = true;
    }

    synchronized boolean isDraining() {
        return isDraining;
    }

    /**
     * Waits until nothing runs and all reports are published.
     *
     * @return false if something still does at the end of the wait
     */
    boolean awaitIdle(Duration longest) throws InterruptedException {
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

    /** Tells all running attempts to stop. */
    void stopAll(StopReason reason) {
        running.values().forEach(attempt -> attempt.stop().stop(reason));
    }

    Collection<Attempt> running() {
        return List.copyOf(running.values());
    }

    /** What has ended and waits for its acknowledgement. */
    Stream<Map.Entry<AttemptId, AttemptState>> ended() {
        Map<AttemptId, AttemptState> ended = new LinkedHashMap<>(spool.finished());
        empty.all().forEach(report -> ended.put(report.attempt(), report.state()));
        return ended.entrySet().stream();
    }

    Slots slots() {
        return slots;
    }

    long incarnation() {
        return incarnation;
    }

    private static boolean hasWork(Order order) {
        return order.source() != null
                || !(order.executor() instanceof None)
                || !order.checks().isEmpty();
    }

    private Admission.Ended doNothing(Order order) {
        try {
            var report = runner.runNothing(order);
            empty.add(report);
            metrics.attemptEnded(report.receipt());
            return new Admission.Ended(REPORT_AFTER_ACCEPTED, report);
        } finally {
            slots.release(order.attempt());
        }
    }

    private Admission.Running start(Order order, long sentSinceNanos) {
        var attempt =
                new Attempt(
                        order,
                        new EventLog(bounds.replayMaxLines(), sentSinceNanos),
                        new StopSignal(ticker, CutOffWatch.LONGEST),
                        clock.instant(),
                        ticker.nanos());
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
        return new Admission.Running(attempt);
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
