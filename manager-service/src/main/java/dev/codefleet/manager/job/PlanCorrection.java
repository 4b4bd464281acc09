package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.contract.problem.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A plan with which a job goes on, compared with what has become of the plan before. All may be
 * other than it was but what has succeeded, since its result is kept: there only what bounds and
 * places attempts may change, which has no meaning any more.
 *
 * @param before the job's subtasks as they stand, by key
 */
record PlanCorrection(Map<String, Row> before, Plan plan) {
    private static final int MOST_ERRORS = 100;

    /** What decides a subtask's result, by the fields' names in a plan. */
    private static final Map<String, Function<PlannedSubtask, @Nullable Object>> DECISIVE =
            decisive();

    /**
     * A subtask's row, as far as it stays.
     *
     * @param commit null unless it succeeded with files
     * @param failure of its newest attempt, or why it was skipped; null without
     */
    record Row(
            PlannedSubtask spec,
            SubtaskState state,
            int attempts,
            int failures,
            int losses,
            @Nullable String commit,
            @Nullable Failure failure) {}

    private static Map<String, Function<PlannedSubtask, @Nullable Object>> decisive() {
        var fields = new LinkedHashMap<String, Function<PlannedSubtask, @Nullable Object>>();
        fields.put("title", PlannedSubtask::title);
        fields.put("goal", PlannedSubtask::goal);
        fields.put("depends_on", PlannedSubtask::dependsOn);
        fields.put("files", PlannedSubtask::files);
        fields.put("checks", PlannedSubtask::checks);
        fields.put("executor", PlannedSubtask::executor);
        fields.put("suggested_skills", subtask -> subtask.suggestions().skills());
        fields.put("suggested_mcp_servers", subtask -> subtask.suggestions().mcpServers());
        fields.put("suggested_subagents", subtask -> subtask.suggestions().subagents());
        return fields;
    }

    /**
     * What the plan may not change; empty if it may do all that it does.
     *
     * @param hasRepository whether the job has files
     */
    List<FieldError> errors(boolean hasRepository) {
        var errors = new ArrayList<FieldError>();
        if (!hasRepository && !plan.finalChecks().isEmpty()) {
            errors.add(
                    error(
                            "plan.final_checks",
                            "needs a repository, and the job has none",
                            "a job of its own with a repository"));
        }
        var missing = new HashMap<>(before);
        for (int ordinal = 0; ordinal < plan.subtasks().size(); ordinal++) {
            var spec = plan.subtasks().get(ordinal);
            var was = missing.remove(spec.key());
            if (was != null && was.state() == SubtaskState.SUCCEEDED) {
                addChanges(errors, "plan.subtasks[" + ordinal + "].", was.spec(), spec);
            }
        }
        missing.values().stream()
                .filter(was -> was.state() == SubtaskState.SUCCEEDED)
                .map(was -> was.spec().key())
                .sorted()
                .forEach(key ->
                        errors.add(
                                error(
                                        "plan.subtasks",
                                        "has no '" + key + "', which has succeeded",
                                        "it as it was")));
        return errors.size() > MOST_ERRORS ? List.copyOf(errors.subList(0, MOST_ERRORS)) : errors;
    }

    private static void addChanges(
            List<FieldError> errors, String place, PlannedSubtask was, PlannedSubtask is) {
        DECISIVE.forEach((name, value) -> {
            if (!Objects.equals(value.apply(was), value.apply(is))) {
                errors.add(
                        error(
                                place + name,
                                "is not what '" + was.key() + "' has succeeded with",
                                "what it was, or a subtask with another key"));
            }
        });
    }

    private static FieldError error(String field, String message, String expected) {
        return new FieldError(null, field, message, expected);
    }

    /**
     * The subtasks to go on with, in the plan's order: what has succeeded as it was, and all else
     * waits from the start, with numbers of attempts that go on.
     */
    List<Row> subtasks() {
        return plan.subtasks().stream()
                .map(spec -> {
                    var was = before.get(spec.key());
                    if (was != null && was.state() == SubtaskState.SUCCEEDED) {
                        return was;
                    }
                    var waiting = new Subtask.Cancelled().resume().state();
                    return was == null
                            ? new Row(spec, waiting, 0, 0, 0, null, null)
                            : new Row(
                                    spec,
                                    waiting,
                                    was.attempts(),
                                    0,
                                    0,
                                    null,
                                    was.state() == SubtaskState.FAILED ? was.failure() : null);
                })
                .toList();
    }
}
