package dev.codefleet.plan;

import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the size of a plan after its defaults are applied: a long default script for 100,000
 * subtasks is a small text but a huge job.
 */
final class PlanSize {
    private PlanSize() {}

    static void check(List<Draft> drafts, FieldPath place, Faults faults) {
        var dependencies = 0L;
        var characters = 0L;
        for (var draft : drafts) {
            dependencies += draft.dependencies().size();
            characters += draft.subtask() == null ? 0 : characters(draft.subtask());
        }
        var line = drafts.getFirst().keyLine();
        if (dependencies > PlanBounds.DEPENDENCIES) {
            var message = "has " + dependencies + " dependencies in all";
            faults.add(line, place, message, "at most " + PlanBounds.DEPENDENCIES);
        }
        if (characters > PlanBounds.PLAN_CHARACTERS) {
            var message = "has " + characters + " characters in all with the defaults applied";
            faults.add(line, place, message, "at most " + PlanBounds.PLAN_CHARACTERS);
        }
    }

    private static long characters(PlannedSubtask subtask) {
        return subtask.key().length()
                + subtask.title().length()
                + length(subtask.goal())
                + length(subtask.dependsOn())
                + length(subtask.files())
                + length(subtask.checks())
                + length(subtask.suggestions().skills())
                + length(subtask.suggestions().mcpServers())
                + length(subtask.suggestions().subagents())
                + executorCharacters(subtask.executor());
    }

    private static long executorCharacters(Executor executor) {
        return switch (executor) {
            case Executor.Command command -> length(command.run()) + length(command.argv());
            case Executor.Agent agent -> agent.agent().length() + length(agent.model());
            case Executor.Llm llm -> length(llm.model());
            case Executor.None ignored -> 0;
        };
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static long length(@Nullable List<String> texts) {
        return texts == null ? 0 : texts.stream().mapToLong(String::length).sum();
    }
}
