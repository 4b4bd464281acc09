package dev.codefleet.chaos.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job to hand in.
 *
 * @param key under which it is handed in, as often as it takes
 * @param hasFiles whether it works on a repository
 */
record GeneratedJob(String key, boolean hasFiles, List<Step> steps) {

    /**
     * One of its subtasks.
     *
     * @param tenths how long it works, in tenths of a second
     */
    record Step(String key, List<String> needs, int tenths) {}

    GeneratedJob {
        steps = List.copyOf(steps);
    }

    /** Keys of its subtasks, each with those it depends on. */
    Map<String, List<String>> plan() {
        var plan = new TreeMap<String, List<String>>();
        steps.forEach(step -> plan.put(step.key(), step.needs()));
        return plan;
    }
}
