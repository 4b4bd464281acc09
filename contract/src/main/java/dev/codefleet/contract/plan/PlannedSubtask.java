package dev.codefleet.contract.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.Lane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a plan, with the plan's defaults applied.
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
        List<String> suggestedSkills,
        List<String> suggestedMcpServers,
        List<String> suggestedSubagents) {}
