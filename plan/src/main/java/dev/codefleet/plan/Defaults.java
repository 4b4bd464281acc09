package dev.codefleet.plan;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of a plan for its subtasks.
 *
 * @param lane null for the job's lane
 * @param executor null if each subtask has to name its own
 * @param complete {@code limits} with the built-in ones for {@code executor}, shared by all
 *     subtasks without their own
 */
record Defaults(
        int priority,
        @Nullable Lane lane,
        List<String> checks,
        @Nullable Executor executor,
        PartialLimits limits,
        Limits complete) {

    static final int PRIORITY = 3;
    static final Defaults BUILT_IN =
            new Defaults(
                    PRIORITY,
                    null,
                    List.of(),
                    null,
                    PartialLimits.NONE,
                    PartialLimits.NONE.complete(null));

    /** Reads the object {@code defaults}. */
    static Defaults read(FieldValue cell) {
        var fields = Fields.of(cell, Vocabulary.DEFAULTS);
        if (fields == null) {
            return BUILT_IN;
        }
        var priority = fields.read("priority", Defaults::priority);
        var executor = fields.read("executor", ExecutorInterpreter::read);
        var limits = limits(fields);
        return new Defaults(
                priority == null ? PRIORITY : priority,
                fields.read("lane", value -> value.choice(Lane.values())),
                checks(fields, "checks", List.of()),
                executor,
                limits,
                limits.complete(executor));
    }

    static @Nullable Integer priority(FieldValue cell) {
        return cell.integer(PlanBounds.FIRST_PRIORITY, PlanBounds.LAST_PRIORITY);
    }

    static List<String> checks(Fields fields, String name, List<String> fallback) {
        return fields.list(
                name,
                fallback,
                PlanBounds.CHECKS,
                check -> check.text(PlanBounds.CHECK_CHARACTERS));
    }

    private static PartialLimits limits(Fields fields) {
        var direct = PartialLimits.readCommon(fields);
        var cell = fields.get("limits");
        if (cell == null) {
            return direct;
        }
        for (var name : List.of("timeout", "max_iterations", "max_attempts", "grace")) {
            if (fields.get(name) != null && holds(cell.node(), name)) {
                fields.faults()
                        .add(
                                fields.lineOf(name),
                                fields.place(name),
                                "is given twice: also in limits",
                                "one of the two");
            }
        }
        var limits = PartialLimits.read(cell);
        return limits == null ? direct : direct.over(limits);
    }

    private static boolean holds(Node node, String name) {
        return node instanceof Node.Mapping mapping
                && mapping.entries().stream().anyMatch(entry -> entry.name().equals(name));
    }
}
