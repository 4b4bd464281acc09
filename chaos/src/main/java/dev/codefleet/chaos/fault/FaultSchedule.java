package dev.codefleet.chaos.fault;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A sequence of faults drawn from random numbers: the same for the same random numbers, whatever
 * the fleet makes of them. Pure, and not thread-safe.
 */
public final class FaultSchedule {
    private final RandomGenerator random;
    private final Map<FaultKind, List<Targets>> targets;
    private final Duration meanPause;
    private int made;

    /**
     * Targets of one sort, which share what comes to that sort.
     *
     * @param ids one or more
     */
    public record Targets(List<String> ids) {}

    /**
     * @param targets what each kind of fault can be done to; kinds without an entry do not come
     * @param meanPause between the beginnings of two faults
     */
    public FaultSchedule(
            RandomGenerator random, Map<FaultKind, List<Targets>> targets, Duration meanPause) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault to choose from");
        }
        this.random = random;
        this.targets = new EnumMap<>(targets);
        this.meanPause = meanPause;
    }

    public Fault next() {
        var kind = kind();
        var sorts = targets.getOrDefault(kind, List.of());
        var ids = sorts.get(random.nextInt(sorts.size())).ids();
        var target = ids.get(random.nextInt(ids.size()));
        var pause = Duration.ofMillis(random.nextLong(2 * meanPause.toMillis() + 1));
        return new Fault(++made, kind, target, pause, kind.lasts(random), random.nextInt(100));
    }

    private FaultKind kind() {
        var sum = targets.keySet().stream().mapToInt(FaultKind::weight).sum();
        var drawn = random.nextInt(sum);
        for (var kind : targets.keySet()) {
            drawn -= kind.weight();
            if (drawn < 0) {
                return kind;
            }
        }
        throw new AssertionError("weights changed while they were added");
    }
}
