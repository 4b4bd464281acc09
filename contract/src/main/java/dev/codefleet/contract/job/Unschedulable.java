package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.ExecutorKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Ready subtasks of a job that no programmer could take if all its slots were free.
 *
 * @param lane what they ask of a programmer, with {@code executor}
 * @param subtasks how many wait
 * @param subtask key of one of them
 * @param reason for people: why nobody can take them, and the way out
 * @param since when this began, or was first seen
 * @param failsAt when they fail unless somebody can take them; null if they wait for ever
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Unschedulable(
        Lane lane,
        ExecutorKind executor,
        int subtasks,
        String subtask,
        String reason,
        Instant since,
        @Nullable Instant failsAt) {}
