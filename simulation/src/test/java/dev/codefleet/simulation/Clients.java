package dev.codefleet.simulation;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs as a gateway does: to one manager after the other, with the same key, until one says
 * that the job is safe.
 */
final class Clients {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);
    private static final double CANCELLED = 0.08;

    private final World world;
    private final Fleet fleet;
    private final List<JobId> accepted = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private int ids;

    Clients(Fleet fleet) {
        this.world = fleet.world;
        this.fleet = fleet;
    }

    /** The jobs of which a client was told that they are safe. */
    List<JobId> accepted() {
        return accepted;
    }

    boolean areAllAnswered() {
        return waiting.isEmpty();
    }

    void plan(int jobs) {
        boolean isOnePriority = world.happens(0.7);
        for (int i = 0; i < jobs; i++) {
            var key = "key-" + i;
            var maxWorkers = world.happens(0.6) ? null : Integer.valueOf((int) world.between(1, 3));
            var subtasks = subtasks(isOnePriority);
            waiting.add(key);
            world.after(world.millis(500, 40_000), () -> submit(key, maxWorkers, subtasks));
        }
    }

    private void submit(String key, @Nullable Integer maxWorkers, List<PlannedSubtask> subtasks) {
        if (!waiting.contains(key)) {
            return;
        }
        var job =
                new NewJob(
                        new JobId("job%06d".formatted(++ids)),
                        new Plan(1, key, Duration.ofDays(30), List.of(), subtasks),
                        null,
                        null,
                        Lane.CODE,
                        maxWorkers,
                        Delivery.DOWNLOAD,
                        key,
                        new byte[] {1},
                        Instant.EPOCH);
        subtasks.forEach(subtask -> fleet.ledger.planned(job.id(), subtask));
        var seat = world.oneOf(fleet.managers);
        if (seat.isAlive()) {
            seat.life().happen(() -> seat.process().submit(job, id -> answered(key, id)));
        }
        world.after(PATIENCE, () -> submit(key, maxWorkers, subtasks));
    }

    private void answered(String key, JobId id) {
        if (waiting.remove(key)) {
            accepted.add(id);
            if (world.happens(CANCELLED)) {
                world.after(world.millis(0, 20_000), () -> cancel(id));
            }
        }
    }

    private void cancel(JobId id) {
        world.tell(() -> "a client cancels " + id);
        for (var seat : fleet.managers) {
            if (seat.isAlive() && seat.process().cancel(id)) {
                return;
            }
        }
    }

    private List<PlannedSubtask> subtasks(boolean isOnePriority) {
        int size = (int) world.between(1, 8);
        double density = world.random().nextDouble();
        int most = (int) world.between(1, 3);
        return IntStream.range(0, size)
                .mapToObj(i ->
                        subtask(i, density, isOnePriority ? 3 : (int) world.between(1, 5), most))
                .toList();
    }

    private PlannedSubtask subtask(int ordinal, double density, int priority, int mostAttempts) {
        var dependencies =
                IntStream.range(0, ordinal)
                        .filter(_ -> world.happens(density))
                        .mapToObj(i -> "s" + i)
                        .toList();
        boolean isEmpty = world.happens(0.15);
        return new PlannedSubtask(
                "s" + ordinal,
                "Title",
                null,
                dependencies,
                priority,
                null,
                List.of(),
                isEmpty ? List.of() : List.of("true"),
                isEmpty ? new Executor.None() : new Executor.Command("true", null),
                new Limits(Duration.ofHours(1), 1, mostAttempts, null, null, null),
                PlannedSubtask.Suggestions.NONE);
    }
}
