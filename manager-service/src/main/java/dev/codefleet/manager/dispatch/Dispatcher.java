package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Gives ready subtasks to free slots the moment both are there. The attempt is in the open batch
 * before its order is sent, and the order is sent only when the batch is committed. It belongs to
 * the engine's thread.
 */
final class Dispatcher {
    private final Engine engine;
    private final StateWriter states;
    private final ReadyQueue<Work> queue;
    private final ProgrammerPool pool;
    private final OrderSender orders;
    private final BooleanSupplier mayDispatch;
    private final Ticker ticker;
    private final DispatchMetrics metrics;
    private final HeldJobs jobs;
    private final InFlightAttempts attempts;

    Dispatcher(
            Engine engine,
            StateWriter states,
            ReadyQueue<Work> queue,
            ProgrammerPool pool,
            OrderSender orders,
            BooleanSupplier mayDispatch,
            Ticker ticker,
            DispatchMetrics metrics,
            HeldJobs jobs,
            InFlightAttempts attempts) {
        this.engine = engine;
        this.states = states;
        this.queue = queue;
        this.pool = pool;
        this.orders = orders;
        this.mayDispatch = mayDispatch;
        this.ticker = ticker;
        this.metrics = metrics;
        this.jobs = jobs;
        this.attempts = attempts;
    }

    /** Dispatches all that can be: first what was refused elsewhere, then what is ready. */
    void pump() {
        // One at a time: what goes wrong with one harms no other.
        for (var next = attempts.nextOutdated(); next != null; next = attempts.nextOutdated()) {
            orders.send(next);
        }
        if (!mayDispatch.getAsBoolean()) {
            return;
        }
        // Those that nobody takes now wait on at the end.
        for (var left = attempts.refusedCount(); left > 0; left--) {
            moveOn(attempts.nextRefused());
        }
        for (var next = queue.poll(pool::canServe);
                next.isPresent();
                next = queue.poll(pool::canServe)) {
            dispatch(next.get());
        }
    }

    private void dispatch(ReadyQueue.Ready<Work> ready) {
        var job = jobs.get(ready.job());
        var work = ready.work();
        if (job == null || !(work.state instanceof Subtask.Ready state)) {
            queue.ended(ready.job());
            return;
        }
        var programmer = pool.take(ready.demand()).orElseThrow();
        metrics.queued(Duration.ofNanos(ticker.nanos() - work.readyNanos));
        work.attempts++;
        job.running++;
        job.slots = Math.max(job.slots, pool.slots(ready.demand().lane()));
        var id = new AttemptId(job.id(), work.key(), work.attempts);
        var flight = new InFlightAttempt(id, job, work, programmer, ticker.nanos());
        attempts.add(flight);
        states.work(job, work, state.dispatch());
        states.started(flight);
        sendOnceCommitted(flight);
    }

    private void moveOn(InFlightAttempt flight) {
        if (!attempts.contains(flight)) {
            return;
        }
        var next = pool.take(flight.work.demand);
        if (next.isEmpty()) {
            attempts.waitOn(flight);
            return;
        }
        flight.programmer = next.get();
        flight.isRepeated = false;
        states.moved(flight);
        sendOnceCommitted(flight);
    }

    private void sendOnceCommitted(InFlightAttempt flight) {
        engine.afterCommit(flight.job.id(), () -> orders.send(flight));
    }
}
