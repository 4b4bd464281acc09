package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.manager.programmers.ProgrammerAddress;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The attempts under way, with the slots that they take, and those that wait because no programmer
 * has taken their order. It belongs to the engine's thread.
 */
final class InFlightAttempts {
    private final ProgrammerPool pool;
    private final Map<AttemptId, InFlightAttempt> flights = new HashMap<>();
    private final ArrayDeque<InFlightAttempt> refused = new ArrayDeque<>();
    private final ArrayDeque<InFlightAttempt> outdated = new ArrayDeque<>();

    InFlightAttempts(ProgrammerPool pool) {
        this.pool = pool;
    }

    /** A new one, whose slot was taken. */
    void add(InFlightAttempt flight) {
        flights.put(flight.id, flight);
    }

    /** An order was not taken, and the next programmer gets the same attempt. */
    void retarget(InFlightAttempt flight) {
        pool.takeBack(flight.programmer.id());
        refused.add(flight);
    }

    /** No programmer can take it now: it waits on. */
    void waitOn(InFlightAttempt flight) {
        refused.add(flight);
    }

    /** An order was too old when it came: its programmer gets it once more. */
    void sendAgain(InFlightAttempt flight) {
        outdated.add(flight);
    }

    /** Those whose orders were too old; each is returned once. */
    @Nullable InFlightAttempt nextOutdated() {
        return outdated.poll();
    }

    int refusedCount() {
        return refused.size();
    }

    /** One whose order no programmer has, to be given to somebody or to {@link #waitOn}. */
    InFlightAttempt nextRefused() {
        return refused.remove();
    }

    /** The attempt is over: its slot is free. */
    void end(InFlightAttempt flight) {
        flights.remove(flight.id);
        pool.release(flight.programmer.id());
    }

    /** Takes up an attempt that was under way when its job was taken over. */
    void adopt(InFlightAttempt flight) {
        flights.put(flight.id, flight);
        pool.adopt(flight.programmer.id());
    }

    boolean contains(InFlightAttempt flight) {
        return flights.get(flight.id) == flight;
    }

    /** How many attempts are under way. Any thread; about right. */
    int size() {
        return flights.size();
    }

    /** How many attempts are under way, by lane. */
    Map<Lane, Integer> countByLane() {
        Map<Lane, Integer> flying = new EnumMap<>(Lane.class);
        flights.values()
                .forEach(flight -> flying.merge(flight.work.demand.lane(), 1, Integer::sum));
        return flying;
    }

    /** What has come of attempts under way since this was asked last, by programmer. */
    Map<ProgrammerAddress, List<Following.Heard>> heard() {
        Map<ProgrammerAddress, List<Following.Heard>> heard = new HashMap<>();
        for (var flight : flights.values()) {
            if (flight.follower != null) {
                flight.follower
                        .newBeat()
                        .ifPresent(beat ->
                                heard.computeIfAbsent(
                                                flight.programmer.address(), _ -> new ArrayList<>())
                                        .add(new Following.Heard(flight.id, beat)));
            }
        }
        return heard;
    }

    List<InFlightAttempt> of(HeldJob job) {
        return flights.values().stream().filter(flight -> flight.job == job).toList();
    }

    /** Drops attempts of a job that is not ours any more: whoever holds it follows them. */
    void abandon(HeldJob job) {
        for (var flight : of(job)) {
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
    List<InFlightAttempt> withdrawRefused(HeldJob job, SubtaskDemand demand) {
        return withdrawRefused(flight -> flight.job == job && flight.work.demand.equals(demand));
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
}
