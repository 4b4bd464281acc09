package dev.codefleet.benchmarks.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The makespan of a scheduler that costs nothing: whenever a slot is free it takes the ready step
 * of the best priority, and of those the one that was ready first (R. L. Graham, "Bounds on
 * multiprocessing timing anomalies", 1969). Where it is above {@link Shape#bound}, the graph and
 * not the fleet is what keeps a job from its bound.
 */
public final class ListSchedule {
    private record Ready(Step step, long order) {}

    private record Running(Step step, Duration end) {}

    private final PriorityQueue<Ready> ready =
            new PriorityQueue<>(
                    Comparator.<Ready>comparingInt(one -> one.step().priority())
                            .thenComparingLong(Ready::order));
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(Comparator.comparing(Running::end));
    private final Map<String, Integer> open = new HashMap<>();
    private final Map<String, List<Step>> dependents = new HashMap<>();
    private long order;

    private ListSchedule() {}

    /** When the last step of the shape ends on this many slots. */
    public static Duration makespan(Shape shape, int slots) {
        var schedule = new ListSchedule();
        shape.steps().forEach(schedule::add);
        return schedule.run(slots);
    }

    private void add(Step step) {
        open.put(step.key(), step.after().size());
        for (var key : step.after()) {
            dependents.computeIfAbsent(key, _ -> new ArrayList<>()).add(step);
        }
        if (step.after().isEmpty()) {
            ready.add(new Ready(step, order++));
        }
    }

    private Duration run(int slots) {
        var now = Duration.ZERO;
        while (!ready.isEmpty() || !running.isEmpty()) {
            while (running.size() < slots && !ready.isEmpty()) {
                var step = ready.remove().step();
                running.add(new Running(step, now.plus(step.length())));
            }
            var first = running.remove();
            now = first.end();
            for (var dependent : dependents.getOrDefault(first.step().key(), List.of())) {
                if (open.merge(dependent.key(), -1, Integer::sum) == 0) {
                    ready.add(new Ready(dependent, order++));
                }
            }
        }
        return now;
    }
}
