package dev.codefleet.simulation;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.manager.job.StoredJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has happened, by an observer who sees all machines at once, and what must never happen. The
 * first breach ends a simulation.
 */
public final class Ledger implements SimulatedDatabase.Witness {
    /** Subtasks of which infrastructure may end so many attempts. */
    private static final int INFRASTRUCTURE_CAP = 10;

    private static final long SHORTEST_MS = 100;
    private static final long USUAL_MS = 4_000;
    private static final long LONG_MS = 40_000;

    private record Key(JobId job, String subtask) {}

    private record Execution(String programmer, AttemptId attempt) {}

    private final World world;
    private final Map<Key, Execution> live = new HashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();
    private final Map<Key, PlannedSubtask> plan = new HashMap<>();
    private final Set<Key> succeeded = new HashSet<>();
    private double flakiness;
    private double longShare;
    private @Nullable String breach;

    Ledger(World world) {
        this.world = world;
    }

    /** The first thing that should never have happened. */
    Optional<String> breach() {
        return Optional.ofNullable(breach);
    }

    public void require(boolean holds, Supplier<String> otherwise) {
        if (!holds && breach == null) {
            breach = otherwise.get();
            world.tell(() -> "BREACH: " + breach);
        }
    }

    public World world() {
        return world;
    }

    public void tell(Supplier<String> what) {
        world.tell(what);
    }

    void programmer(String name, int slotCount) {
        slots.put(name, slotCount);
    }

    void flakiness(double share) {
        flakiness = share;
    }

    void longShare(double share) {
        longShare = share;
    }

    void planned(JobId job, PlannedSubtask subtask) {
        plan.put(new Key(job, subtask.key()), subtask);
    }

    int executing() {
        return live.size();
    }

    public boolean isExecuting(AttemptId attempt) {
        var execution = live.get(key(attempt));
        return execution != null && execution.attempt().equals(attempt);
    }

    /** An attempt's processes have started. */
    public void started(String programmer, Order order) {
        var attempt = order.attempt();
        world.tell(() -> programmer + " starts " + attempt + " fence " + order.sender().fence());
        requireDependencies(order);
        var other = live.put(key(attempt), new Execution(programmer, attempt));
        require(
                other == null,
                () -> attempt + " starts on " + programmer + " while there runs " + other);
        int running = busy.merge(programmer, 1, Integer::sum);
        require(
                running <= slots.getOrDefault(programmer, 0),
                () -> programmer + " runs " + running + " attempts at once");
    }

    /** An attempt without work was done at once. */
    public void nothingDone(String programmer, Order order) {
        world.tell(() -> programmer + " does " + order.attempt());
        requireDependencies(order);
    }

    /** None of an attempt's processes runs any more. */
    public void stopped(String programmer, AttemptId attempt) {
        world.tell(() -> programmer + " has ended " + attempt);
        if (isExecuting(attempt)) {
            live.remove(key(attempt));
        }
        busy.merge(programmer, -1, Integer::sum);
    }

    /** How long an attempt's work takes, in nanoseconds. */
    public long duration() {
        return world.millis(SHORTEST_MS, world.happens(longShare) ? LONG_MS : USUAL_MS);
    }

    /** How an attempt's own work ends: null if it succeeds. */
    public @Nullable Failure outcome(Order order) {
        return world.happens(flakiness)
                ? Failure.of(
                        world.happens(0.5)
                                ? FailureReason.CHECK_FAILED
                                : FailureReason.EXECUTOR_ERROR,
                        "It failed by itself.")
                : null;
    }

    private void requireDependencies(Order order) {
        var subtask = plan.get(key(order.attempt()));
        if (subtask != null) {
            for (var dependency : subtask.dependsOn()) {
                require(
                        succeeded.contains(new Key(order.attempt().job(), dependency)),
                        () -> order.attempt() + " starts before " + dependency);
            }
        }
    }

    @Override
    public void committed(StoredJob before, StoredJob after, Map<AttemptId, AttemptState> ended) {
        ended.forEach((attempt, state) -> {
            world.tell(() -> attempt + " is " + state);
            require(
                    state != AttemptState.LOST || !isExecuting(attempt),
                    () -> attempt + " was given up while it runs on " + live.get(key(attempt)));
        });
        for (int each = 0; each < after.subtasks().size(); each++) {
            subtask(after, before.subtasks().get(each), after.subtasks().get(each));
        }
        if (before.state() != after.state()) {
            world.tell(() -> after.id() + " is " + after.state());
        }
        var most = after.terms().maxWorkers();
        require(
                most == null || after.openAttempts().size() <= most,
                () ->
                        "job %s has %d attempts under way, but max_workers %d"
                                .formatted(after.id(), after.openAttempts().size(), most));
        require(
                !before.state().isFinal() || before.state() == after.state(),
                () -> after.id() + " was " + before.state() + " and is " + after.state());
    }

    private void subtask(
            StoredJob job, StoredJob.StoredSubtask before, StoredJob.StoredSubtask after) {
        if (before == after) {
            return;
        }
        var key = new Key(job.id(), after.spec().key());
        require(
                before.state() != SubtaskState.SUCCEEDED || after.state() == before.state(),
                () -> key + " was SUCCEEDED and is written again as " + after.state());
        if (after.state() == SubtaskState.SUCCEEDED && before.state() != after.state()) {
            require(succeeded.add(key), () -> key + " was accepted twice");
        }
        require(
                after.attempts() <= after.failures() + after.losses() + 1,
                () -> key + " has attempts that count as nothing: " + after);
        require(
                after.failures() <= after.spec().limits().maxAttempts()
                        && after.losses() <= INFRASTRUCTURE_CAP,
                () -> key + " was tried too often: " + after);
    }

    private static Key key(AttemptId attempt) {
        return new Key(attempt.job(), attempt.key());
    }
}
