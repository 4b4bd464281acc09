package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@InSharedFleet
class LargeGraphIT {
    private static final int SUBTASKS = 5_000;
    private static final int MOST_DEPENDENCIES = 4;
    private static final long SEED = 20_251;

    private final Api api;

    LargeGraphIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void aLargeRandomGraphRunsInAValidOrder() {
        var dependencies = randomGraph();
        var tasks = new ArrayList<Task>();
        dependencies.forEach(
                (key, before) -> tasks.add(Task.none(key).after(before.toArray(String[]::new))));

        var job = api.submit(job(null, Task.plan("Large", tasks))).id();
        var events = api.events(job);

        var ended = api.job(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.subtasks()).containsExactly(Map.entry(SubtaskState.SUCCEEDED, SUBTASKS));
        assertThat(finishedInOrder(events, dependencies)).hasSize(SUBTASKS);
    }

    /** Keys of what was done, each only after all that it depends on, and only once. */
    private static Set<String> finishedInOrder(
            List<JobEvent> events, Map<String, Set<String>> dependencies) {
        var finished = new HashSet<String>();
        for (var event : events) {
            var what = event.body().get("what");
            var key = String.valueOf(event.body().get("subtask"));
            if ("order".equals(what)) {
                var before = dependencies.getOrDefault(key, Set.of("no such subtask"));
                assertThat(finished.containsAll(before))
                        .as("all of %s were done before %s was ordered", before, key)
                        .isTrue();
            } else if ("report".equals(what)) {
                assertThat(event.body().get("state")).isEqualTo("SUCCEEDED");
                assertThat(finished.add(key)).as("%s is reported once", key).isTrue();
            }
        }
        return finished;
    }

    /** Each depends on up to four of the 200 before it, so that there is depth as well as width. */
    private static Map<String, Set<String>> randomGraph() {
        var random = new SplittableRandom(SEED);
        var graph = new HashMap<String, Set<String>>();
        for (var number = 0; number < SUBTASKS; number++) {
            var before = new HashSet<String>();
            for (var i = random.nextInt(MOST_DEPENDENCIES + 1); i > 0 && number > 0; i--) {
                before.add("n" + random.nextInt(Math.max(0, number - 200), number));
            }
            graph.put("n" + number, before);
        }
        return graph;
    }
}
