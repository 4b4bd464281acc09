package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.schedule.Demand;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Gives ready subtasks to free slots the moment both are there. The attempt is in the open batch
 * before its order is sent, and the order is sent only when the batch is committed. It belongs to
 * the engine's thread.
 */
final class Dispatcher {
    /** Sends an order; the flight's row is committed by then. */
    interface Orders {
        void send(InFlightAttempt flight);
    }

    private final Engine engine;
    private final StateWriter journal;
    private final ReadyQueue queue;
    private final ProgrammerPool pool;
    private final Orders orders;
    private final BooleanSupplier mayDispatch;
    private final Ticker ticker;
    private final DispatchMetrics metrics;
    private final Map<JobId, HeldJob> jobs;
    private final Map<AttemptId, InFlightAttempt> flights = new HashMap<>();
    private final ArrayDeque<InFlightAttempt> refused = new ArrayDeque<>();

    Dispatcher(
            Engine engine,
            StateWriter journal,
            ReadyQueue queue,
            ProgrammerPool pool,
            Orders orders,
            BooleanSupplier mayDispatch,
            Ticker ticker,
            DispatchMetrics metrics,
            Map<JobId, HeldJob> jobs) {
        this.engine = engine;
        this.journal = journal;
        this.queue = queue;
        this.pool = pool;
        this.orders = orders;
        this.mayDispatch = mayDispatch;
        this.ticker = ticker;
        this.metrics = metrics;
        this.jobs = jobs;
    }

    /** Dispatches all that can be: first what was refused elsewhere, then what is ready. */
    void pump() {
        if (!mayDispatch.getAsBoolean()) {
            return;
        }
        for (int waiting = refused.size(); waiting > 0; waiting--) {
            moveOn(refused.remove());
        }
        for (var next = queue.poll(pool::canServe);
                next.isPresent();
                next = queue.poll(pool::canServe)) {
            dispatch(next.get());
        }
    }

    /** An order was not taken, and the next programmer gets the same attempt. */
    void retarget(InFlightAttempt flight) {
        pool.takeBack(flight.programmer.id());
        refused.add(flight);
    }

    /** An order was too old when it came: its programmer gets it once more. */
    void sendAgain(InFlightAttempt flight) {
        orders.send(flight);
    }

    /** The attempt is over: its slot is free. */
    void land(InFlightAttempt flight) {
        flights.remove(flight.id);
        pool.release(flight.programmer.id());
    }

    /** Takes up an attempt that was under way when its job was taken over. */
    void adopt(InFlightAttempt flight) {
        flights.put(flight.id, flight);
        pool.adopt(flight.programmer.id());
    }

    boolean isFlying(InFlightAttempt flight) {
        return flights.get(flight.id) == flight;
    }

    /** How many attempts are under way. Any thread; about right. */
    int flying() {
        return flights.size();
    }

    /** How many attempts are under way, by lane. */
    Map<Lane, Integer> flyingByLane() {
        Map<Lane, Integer> flying = new EnumMap<>(Lane.class);
        flights.values()
                .forEach(flight ->
                        flying.merge(flight.job.demand(flight.subtask).lane(), 1, Integer::sum));
        return flying;
    }

    /** What has come of attempts under way since this was asked last, by programmers' addresses. */
    Map<String, List<Following.Heard>> heard() {
        Map<String, List<Following.Heard>> heard = new HashMap<>();
        for (var flight : flights.values()) {
            if (flight.follower != null) {
                flight.follower
                        .newBeat()
                        .ifPresent(beat ->
                                heard.computeIfAbsent(
                                                flight.programmer.url(), url -> new ArrayList<>())
                                        .add(new Following.Heard(flight.id, beat)));
            }
        }
        return heard;
    }

    List<InFlightAttempt> flightsOf(HeldJob job) {
        return flights.values().stream().filter(flight -> flight.job == job).toList();
    }

    /** Drops attempts of a job that is not ours any more: whoever holds it follows them. */
    void abandon(HeldJob job) {
        for (var flight : flightsOf(job)) {
            if (flight.follower != null) {
                flight.follower.abandon();
            }
            if (!refused.remove(flight)) {
                pool.takeBack(flight.programmer.id());
            }
            flights.remove(flight.id);
        }
    }

    /** Ends attempts of a job whose orders no programmer has. */
    List<InFlightAttempt> withdrawRefused(HeldJob job) {
        return withdrawRefused(flight -> flight.job == job);
    }

    /** The same, of those with a demand. */
    List<InFlightAttempt> withdrawRefused(HeldJob job, Demand demand) {
        return withdrawRefused(
                flight -> flight.job == job && job.demand(flight.subtask).equals(demand));
    }

    /** Attempts whose orders no programmer has. */
    List<InFlightAttempt> refused() {
        return List.copyOf(refused);
    }

    private List<InFlightAttempt> withdrawRefused(Predicate<InFlightAttempt> which) {
        var withdrawn = refused.stream().filter(which).toList();
        withdrawn.forEach(flight -> {
            refused.remove(flight);
            flights.remove(flight.id);
        });
        return withdrawn;
    }

    private void dispatch(ReadyQueue.Ready ready) {
        var job = jobs.get(ready.job());
        if (job == null || !(job.progress(ready.subtask()).state instanceof Subtask.Ready state)) {
            queue.ended(ready.job());
            return;
        }
        var programmer = pool.take(ready.demand()).orElseThrow();
        var progress = job.progress(ready.subtask());
        metrics.queued(Duration.ofNanos(ticker.nanos() - progress.readyNanos));
        progress.attempts++;
        job.running++;
        job.slots = Math.max(job.slots, pool.slots(ready.demand().lane()));
        var id = new AttemptId(job.id(), job.key(ready.subtask()), progress.attempts);
        var flight = new InFlightAttempt(id, job, ready.subtask(), programmer, ticker.nanos());
        flights.put(id, flight);
        journal.subtask(job, ready.subtask(), state.dispatch());
        journal.started(flight);
        sendOnceCommitted(flight);
    }

    private void moveOn(InFlightAttempt flight) {
        if (!isFlying(flight)) {
            return;
        }
        var next = pool.take(flight.job.demand(flight.subtask));
        if (next.isEmpty()) {
            refused.add(flight);
            return;
        }
        flight.programmer = next.get();
        flight.isRepeated = false;
        journal.moved(flight);
        sendOnceCommitted(flight);
    }

    private void sendOnceCommitted(InFlightAttempt flight) {
        engine.afterCommit(flight.job.id(), () -> orders.send(flight));
    }
}
