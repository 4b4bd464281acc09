package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.lease.ManagerLease;
import dev.codefleet.simulation.Ledger;
import dev.codefleet.simulation.Life;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What must be true of a manager after each turn of its engine. */
final class TurnCheck {
    private final Life life;
    private final JobManager room;
    private final ManagerLease lease;
    private final Ledger ledger;
    private final Map<JobId, Integer> attempts = new HashMap<>();
    private final Set<AttemptId> seen = new HashSet<>();
    private boolean isStopping;
    private final Set<AgentId> programmers = new LinkedHashSet<>();

    TurnCheck(Life life, JobManager room, ManagerLease lease, Ledger ledger) {
        this.life = life;
        this.room = room;
        this.lease = lease;
        this.ledger = ledger;
    }

    /** From now on the engine dispatches nothing more. */
    void stopping() {
        isStopping = true;
    }

    void before() {
        attempts.clear();
        room.jobs.all().forEach(job -> attempts.put(job.id(), attempts(job)));
    }

    void after() {
        for (var job : room.jobs.all()) {
            noLostWakeUp(job);
            if (attempts(job) > attempts.getOrDefault(job.id(), 0)
                    && attempts.containsKey(job.id())) {
                fair(job);
            }
        }
        flights();
        for (var id : programmers) {
            room.pool
                    .find(id)
                    .ifPresent(programmer ->
                            ledger.require(
                                    programmer.ordersInFlight() >= 0,
                                    () -> life.name() + " freed a slot of " + id + " twice"));
        }
    }

    void requireNoSlotsHeld() {
        for (var id : programmers) {
            room.pool
                    .find(id)
                    .ifPresent(programmer ->
                            ledger.require(
                                    programmer.ordersInFlight() == 0,
                                    () ->
                                            "%s counts %d orders on %s, but has none"
                                                    .formatted(
                                                            life.name(),
                                                            programmer.ordersInFlight(),
                                                            id)));
        }
    }

    private void noLostWakeUp(HeldJob job) {
        if (job.running < job.facts.maxWorkers() && lease.isHeld() && !isStopping) {
            for (var subtask : job.subtasks) {
                ledger.require(
                        !waits(job, subtask) || !room.pool.canServe(subtask.demand),
                        () ->
                                "%s leaves %s of %s waiting although a slot is free"
                                        .formatted(life.name(), subtask.key(), job.id()));
            }
        }
    }

    /** Nothing of this job may have been dispatched before what another job has more right to. */
    private void fair(HeldJob job) {
        for (var other : room.jobs.all()) {
            var waiting = firstWaiting(other);
            if (other == job
                    || waiting.isEmpty()
                    || other.running >= other.facts.maxWorkers()
                    || !isOfOnePriority(job, waiting.getAsInt())
                    || !isOfOnePriority(other, waiting.getAsInt())) {
                continue;
            }
            ledger.require(
                    other.running + 1 >= job.running,
                    () ->
                            "%s gives %s a slot, which runs %d, while %s waits and runs %d"
                                    .formatted(
                                            life.name(),
                                            job.id(),
                                            job.running,
                                            other.id(),
                                            other.running));
        }
    }

    private void flights() {
        for (var job : room.jobs.all()) {
            for (var flight : room.attempts.of(job)) {
                programmers.add(flight.programmer.id());
                flight(flight);
            }
        }
    }

    private void flight(InFlightAttempt flight) {
        boolean isNew = seen.add(flight.id) && !flight.isAccepted;
        ledger.require(
                !isNew || flight.programmer.isLive(),
                () ->
                        "%s dispatches %s to %s, which is not ALIVE"
                                .formatted(life.name(), flight.id, flight.programmer.id()));
    }

    /** In the queue for certain: it never failed, and so waits for nothing but a slot. */
    private static boolean waits(HeldJob job, Work subtask) {
        return job.isActive()
                && !job.isCancelling
                && subtask.state instanceof Subtask.Ready ready
                && ready.notBefore() == null;
    }

    private static OptionalInt firstWaiting(HeldJob job) {
        return job.subtasks.stream()
                .filter(subtask -> waits(job, subtask))
                .mapToInt(subtask -> subtask.spec.priority())
                .findFirst();
    }

    private static boolean isOfOnePriority(HeldJob job, int priority) {
        return job.facts.subtasks().stream().allMatch(each -> each.priority() == priority);
    }

    private static int attempts(HeldJob job) {
        return job.subtasks.stream().mapToInt(each -> each.attempts).sum();
    }
}
