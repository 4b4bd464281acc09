package dev.codefleet.plan;

import dev.codefleet.contract.plan.PlannedSubtask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed subtask before the graph is validated, with what naming faults of the graph needs.
 *
 * @param key null if it has none that could be referred to
 * @param keyLine 1-based
 * @param subtask null if its own fields have faults
 */
record Draft(
        FieldPath place,
        @Nullable String key,
        int keyLine,
        List<Reference> dependencies,
        @Nullable PlannedSubtask subtask) {

    /** An entry of {@code depends_on}. */
    record Reference(String key, int line, FieldPath place) {}
}
