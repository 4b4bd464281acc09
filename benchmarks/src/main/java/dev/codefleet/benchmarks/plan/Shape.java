package dev.codefleet.benchmarks.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/**
 * A graph of steps, each listed after those that it depends on.
 *
 * @param name for people
 */
public record Shape(String name, List<Step> steps) {

    /** Sum of all lengths: the time that one slot needs. */
    public Duration work() {
        return steps.stream().map(Step::length).reduce(Duration.ZERO, Duration::plus);
    }

    /** Length of the longest chain: the time that any number of slots needs. */
    public Duration criticalPath() {
        var ends = new HashMap<String, Duration>();
        var longest = Duration.ZERO;
        for (var step : steps) {
            var start = Duration.ZERO;
            for (var key : step.after()) {
                start = longer(start, ends.getOrDefault(key, Duration.ZERO));
            }
            var end = start.plus(step.length());
            ends.put(step.key(), end);
            longest = longer(longest, end);
        }
        return longest;
    }

    /** The time below which nobody can get with this many slots. */
    public Duration bound(int slots) {
        return longer(criticalPath(), work().dividedBy(slots));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
