package dev.codefleet.plan;

import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the tree of a plan into the record, strictly, with the defaults applied. */
final class PlanInterpreter {
    private static final int VERSION = 1;

    private PlanInterpreter() {}

    /** The plan, or null; it is only good if the cell's faults stay empty. */
    static @Nullable Plan read(FieldValue cell) {
        var fields = Fields.of(cell, Vocabulary.PLAN);
        if (fields == null) {
            return null;
        }
        fields.read("version", value -> value.integer(VERSION, VERSION));
        var titleCell = fields.require("title", "what the job is about, in a few words");
        var title = titleCell == null ? null : titleCell.line(PlanBounds.TITLE_CHARACTERS);
        var defaults = fields.read("defaults", Defaults::read);
        var timeout = fields.read("limits", PlanInterpreter::timeout);
        var finalChecks = Defaults.checks(fields, "final_checks", List.of());
        var interpreter = new SubtaskInterpreter(defaults == null ? Defaults.BUILT_IN : defaults);
        var drafts = drafts(fields, interpreter);
        if (drafts.isEmpty()) {
            return null;
        }
        PlanValidator.validate(drafts, fields.place("subtasks"), cell.faults());
        return title == null
                ? null
                : new Plan(
                        VERSION,
                        title,
                        timeout == null ? PlanBounds.JOB_TIMEOUT : timeout,
                        finalChecks,
                        subtasks(drafts));
    }

    /** The limit of the whole job. */
    private static @Nullable Duration timeout(FieldValue cell) {
        var fields = Fields.of(cell, Vocabulary.PLAN_LIMITS);
        return fields == null
                ? null
                : fields.read(
                        "timeout",
                        value ->
                                value.duration(
                                        PlanBounds.SHORTEST_TIMEOUT,
                                        PlanBounds.LONGEST_JOB_TIMEOUT));
    }

    private static List<Draft> drafts(Fields fields, SubtaskInterpreter interpreter) {
        var expected = "a list of 1 to " + PlanBounds.SUBTASKS + " subtasks";
        var cell = fields.require("subtasks", expected);
        if (cell == null) {
            return List.of();
        }
        if (cell.node() instanceof Node.Sequence sequence && sequence.items().isEmpty()) {
            cell.fault("is empty", expected);
        }
        return cell.items(PlanBounds.SUBTASKS, interpreter::read);
    }

    private static List<PlannedSubtask> subtasks(List<Draft> drafts) {
        var subtasks = new ArrayList<PlannedSubtask>(drafts.size());
        for (var draft : drafts) {
            if (draft.subtask() != null) {
                subtasks.add(draft.subtask());
            }
        }
        return List.copyOf(subtasks);
    }
}
