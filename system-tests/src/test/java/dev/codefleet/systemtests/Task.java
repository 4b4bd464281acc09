package dev.codefleet.systemtests;

import dev.codefleet.contract.job.JobRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subtask of a plan, as a client writes it. Each method gives a changed copy. */
record Task(Map<String, Object> fields) {

    /** One that runs a shell script. */
    static Task command(String key, String script) {
        return new Task(Map.of("key", key))
                .with("executor", Map.of("kind", "command", "run", script));
    }

    /** One that does nothing. */
    static Task none(String key) {
        return new Task(Map.of("key", key)).with("executor", Map.of("kind", "none"));
    }

    Task after(String... keys) {
        return with("depends_on", List.of(keys));
    }

    Task checked(String... scripts) {
        return with("checks", List.of(scripts));
    }

    /** As often as this, and no more. */
    Task attempts(int attempts, int iterations) {
        return with("limits", Map.of("max_attempts", attempts, "max_iterations", iterations));
    }

    Task with(String field, Object value) {
        var copy = new LinkedHashMap<>(fields);
        copy.put(field, value);
        return new Task(copy);
    }

    String key() {
        return String.valueOf(fields.get("key"));
    }

    static Map<String, Object> plan(String title, List<Task> tasks, String... finalChecks) {
        return Map.of(
                "version",
                1,
                "title",
                title,
                "final_checks",
                Arrays.asList(finalChecks),
                "subtasks",
                tasks.stream().map(Task::fields).toList());
    }

    /**
     * @param repository null for a job without files
     */
    static JobRequest job(@Nullable Repository repository, Map<String, Object> plan) {
        var address = repository == null ? null : repository.directory().toString();
        return new JobRequest(address, null, plan, null, null, null, null);
    }

    static JobRequest job(@Nullable Repository repository, String title, Task... tasks) {
        return job(repository, plan(title, List.of(tasks)));
    }
}
