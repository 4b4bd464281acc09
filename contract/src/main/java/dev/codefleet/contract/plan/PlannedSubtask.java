package dev.codefleet.contract.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.Lane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a plan, with the plan's defaults applied. In JSON the suggestions are members of its
 * own, such as {@code suggested_skills}.
 *
 * @param key unique in the plan: letters, digits, {@code _ -}, 1 to 64 characters
 * @param goal null where the executor says it all
 * @param priority 1 (first) to 5 (last)
 * @param lane null for the job's lane
 * @param files globs of what it may change; empty for anything
 * @param checks shell scripts that must exit 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedSubtask(
        String key,
        String title,
        @Nullable String goal,
        List<String> dependsOn,
        int priority,
        @Nullable Lane lane,
        List<String> files,
        List<String> checks,
        Executor executor,
        Limits limits,
        @JsonUnwrapped(prefix = "suggested_") Suggestions suggestions) {

    /** What its author suggests to work with. */
    public record Suggestions(
            List<String> skills, List<String> mcpServers, List<String> subagents) {
        public static final Suggestions NONE = new Suggestions(List.of(), List.of(), List.of());
    }
}
