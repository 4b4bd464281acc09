package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.plan.Executor.None;
import dev.codefleet.programmer.order.Fences;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.order.WithdrawnAttempts;
import dev.codefleet.programmer.run.ProgrammerMetrics;
import dev.codefleet.programmer.run.Runner;
import dev.codefleet.programmer.run.RunningAttempts;
import dev.codefleet.programmer.spool.EndedAttempts;
import dev.codefleet.programmer.trust.StopReason;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * All attempts of this programmer, running or waiting for their acknowledgement. Takes orders, each
 * id once. Safe for use by many threads; what it answers, it answers without waiting for disk or
 * process.
 */
public final class Attempts {
    private static final int MAX_WITHDRAWN = 10_000;

    private final Slots slots;
    private final Fences fences;
    private final RunningAttempts running;
    private final EndedAttempts ended;
    private final Runner runner;
    private final ProgrammerMetrics metrics;
    private final Executor threads;
    private final long incarnation;
    private final WithdrawnAttempts withdrawn = new WithdrawnAttempts(MAX_WITHDRAWN);
    private boolean isDraining;

    /**
     * @param threads for what takes the disk's time
     */
    public Attempts(
            Slots slots,
            Fences fences,
            RunningAttempts running,
            EndedAttempts ended,
            Runner runner,
            ProgrammerMetrics metrics,
            Executor threads,
            long incarnation) {
        this.slots = slots;
        this.fences = fences;
        this.running = running;
        this.ended = ended;
        this.runner = runner;
        this.metrics = metrics;
        this.threads = threads;
        this.incarnation = incarnation;
    }

    /**
     * Takes a valid order, or finds out what became of it when it was taken before.
     *
     * @param sentSinceNanos monotonic time before which the order was not sent
     */
    Admission order(Order order, long sentSinceNanos) {
        var hasWork = hasWork(order);
        synchronized (this) {
            var seen = fences.check(order.attempt().job(), order.sender().fence());
            if (seen.isPresent()) {
                return new Admission.StaleFence(order.sender().fence(), seen.getAsLong());
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
            if (hasWork && ended.isFull()) {
                return new Admission.SpoolFull(ended.maxReports());
            }
            if (!slots.take(order.attempt())) {
                return new Admission.SlotsFull(slots.total());
            }
            return hasWork
                    ? new Admission.Running(running.start(order, sentSinceNanos))
                    : doNothing(order);
        }
    }

    /** A running or ended attempt. */
    Optional<Admission.Known> find(AttemptId id) {
        // It is in the spool before it leaves the running ones: looked at in this order it is never
        // missed.
        return running.find(id)
                .<Admission.Known>map(Admission.Running::new)
                .or(() -> ended.find(id).map(Admission.Ended::of));
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

    /**
     * Forgets an attempt that has ended.
     *
     * @return false if it still runs
     * @throws UncheckedIOException if its report cannot be deleted
     */
    boolean acknowledge(AttemptId id) {
        synchronized (this) {
            if (running.find(id).isPresent()) {
                return false;
            }
            // Its order may come once more, late or repeated: it must not run again.
            withdrawn.add(id);
        }
        ended.forget(id);
        return true;
    }

    /** Forgets attempts that have ended, sooner or later; those that run are left alone. */
    void acknowledgeLater(List<AttemptId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        var onDisk = ids.stream().filter(id -> !ended.forgetEmpty(id)).toList();
        if (!onDisk.isEmpty()) {
            threads.execute(() -> onDisk.forEach(this::acknowledge));
        }
    }

    /** Takes no more orders. */
    public synchronized void drain() {
        isDraining = true;
    }

    public synchronized boolean isDraining() {
        return isDraining;
    }

    public RunningAttempts running() {
        return running;
    }

    public EndedAttempts ended() {
        return ended;
    }

    public Slots slots() {
        return slots;
    }

    public long incarnation() {
        return incarnation;
    }

    private static boolean hasWork(Order order) {
        return order.source() != null
                || !(order.task().executor() instanceof None)
                || !order.task().checks().isEmpty();
    }

    private Admission.Ended doNothing(Order order) {
        try {
            var report = runner.runNothing(order);
            var end = Admission.Ended.of(ended.addEmpty(report));
            metrics.attemptEnded(report.receipt());
            return end;
        } finally {
            slots.release(order.attempt());
        }
    }
}
