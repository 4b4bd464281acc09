package dev.codefleet.chaos.load;

import dev.codefleet.contract.job.JobRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The script that subtasks execute: they tell {@link ExecutionRecorder} that they live, all the
 * time, with the time by their own reading of the clock.
 */
final class ExecutorScript {
    /** Where a subtask with files leaves its attempt's id. */
    static final String FILES = "done/";

    /** Waiting for input that never comes is a sleep without a process of its own. */
    private static final String TEXT =
            """
            exec 3<>/dev/tcp/127.0.0.1/%d || exit 90
            read -r up _ </proc/uptime
            printf 'start %%s %%s %%s\\n' "$CODEFLEET_ATTEMPT" "$up" "$FAULT_RUN_PROGRAMMER" >&3
            read -r -t 30 ok <&3 || exit 91
            %s
            for ((left = %d; left > 0; left--)); do
              read -r -t 0.1 _ <&3
              read -r up _ </proc/uptime
              printf 'alive %%s\\n' "$up" >&3
            done
            read -r up _ </proc/uptime
            printf 'done %%s\\n' "$up" >&3
            read -r -t 30 ok <&3 || exit 92
            """;

    private ExecutorScript() {}

    /**
     * The request for a job.
     *
     * @param repository null for one without files
     * @param port on which the witness listens
     */
    static JobRequest request(GeneratedJob work, @Nullable String repository, int port) {
        var subtasks = work.steps().stream().map(step -> subtask(work, step, port)).toList();
        var plan = Map.of("version", 1, "title", work.key(), "subtasks", subtasks);
        return new JobRequest(repository, null, plan, null, null, null, null);
    }

    private static Map<String, Object> subtask(
            GeneratedJob work, GeneratedJob.Step step, int port) {
        var file = FILES + step.key();
        var write = "mkdir -p " + FILES + "; echo \"$CODEFLEET_ATTEMPT\" >>" + file;
        var text = TEXT.formatted(port, work.hasFiles() ? write : "", step.tenths());
        var checks = work.hasFiles() ? List.of("test \"$(wc -l <" + file + ")\" -eq 1") : List.of();
        return Map.of(
                "key", step.key(),
                "title", step.key(),
                "depends_on", step.needs(),
                "checks", checks,
                "limits", Map.of("max_iterations", 1, "max_attempts", 4),
                "executor", Map.of("kind", "command", "argv", List.of("bash", "-c", text)));
    }
}
