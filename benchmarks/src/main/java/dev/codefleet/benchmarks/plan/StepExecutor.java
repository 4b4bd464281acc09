package dev.codefleet.benchmarks.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Executors of a step. */
public enum StepExecutor {
    /** Not at all: what is left is the fleet's own work. */
    NOTHING("none") {
        @Override
        void describe(Step step, Map<String, Object> subtask) {
            subtask.put("executor", Map.of("kind", "none"));
        }
    },
    /** By a process that waits, without files. */
    SLEEP("no files") {
        @Override
        void describe(Step step, Map<String, Object> subtask) {
            subtask.put(
                    "executor", Map.of("kind", "command", "argv", List.of("sleep", seconds(step))));
        }
    },
    /** By a script that waits and then edits a file of the repository, with a check of the edit. */
    EDIT("repository") {
        @Override
        void describe(Step step, Map<String, Object> subtask) {
            var file = "benchmark/" + step.key() + ".txt";
            var script =
                    "sleep %s\nmkdir -p benchmark\nprintf 'done by %%s\\n' \"$CODEFLEET_ATTEMPT\" > %s\n"
                            .formatted(seconds(step), file);
            subtask.put("executor", Map.of("kind", "command", "run", script));
            subtask.put("files", List.of("benchmark/**"));
            subtask.put("checks", List.of("grep -q 'done by .*%s' %s".formatted(step.key(), file)));
        }
    };

    private final String label;

    StepExecutor(String label) {
        this.label = label;
    }

    /** For people. */
    public String label() {
        return label;
    }

    /** The plan that has a shape done in this way, as the object that a job request takes. */
    public Map<String, Object> plan(Shape shape) {
        var subtasks = shape.steps().stream().map(this::subtask).toList();
        return Map.of("version", 1, "title", shape.name(), "subtasks", subtasks);
    }

    abstract void describe(Step step, Map<String, Object> subtask);

    private Map<String, Object> subtask(Step step) {
        var subtask = new LinkedHashMap<String, Object>();
        subtask.put("key", step.key());
        subtask.put("title", step.key());
        subtask.put("depends_on", step.after());
        subtask.put("priority", step.priority());
        describe(step, subtask);
        return subtask;
    }

    private static String seconds(Step step) {
        return String.format(Locale.ROOT, "%.3f", step.length().toMillis() / 1000.0);
    }
}
