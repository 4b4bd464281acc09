package dev.codefleet.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.util.List;
import java.util.Locale;

/** Writes plans as their authors would, apart from the reading code. */
final class PlanTexts {
    static final ObjectMapper JSON = new ObjectMapper();
    static final ObjectMapper YAML = new YAMLMapper();

    private PlanTexts() {}

    static String json(Object tree) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }

    static String yaml(Object tree) throws JsonProcessingException {
        return YAML.writeValueAsString(tree);
    }

    static ObjectNode tree(Plan plan) {
        var tree =
                JSON.createObjectNode().put("version", plan.version()).put("title", plan.title());
        tree.set("limits", JSON.createObjectNode().put("timeout", plan.timeout().toString()));
        tree.set("final_checks", list(plan.finalChecks()));
        var subtasks = tree.putArray("subtasks");
        plan.subtasks().forEach(subtask -> subtasks.add(tree(subtask)));
        return tree;
    }

    private static ObjectNode tree(PlannedSubtask subtask) {
        var tree = JSON.createObjectNode().put("key", subtask.key()).put("title", subtask.title());
        if (subtask.goal() != null) {
            tree.put("goal", subtask.goal());
        }
        tree.set("depends_on", list(subtask.dependsOn()));
        tree.put("priority", subtask.priority());
        if (subtask.lane() != null) {
            tree.put("lane", subtask.lane().name().toLowerCase(Locale.ROOT));
        }
        tree.set("files", list(subtask.files()));
        tree.set("checks", list(subtask.checks()));
        tree.set("executor", tree(subtask.executor()));
        tree.set("limits", tree(subtask.limits()));
        tree.set("suggested_skills", list(subtask.suggestions().skills()));
        tree.set("suggested_mcp_servers", list(subtask.suggestions().mcpServers()));
        tree.set("suggested_subagents", list(subtask.suggestions().subagents()));
        return tree;
    }

    private static ObjectNode tree(Executor executor) {
        var tree = JSON.createObjectNode();
        switch (executor) {
            case Executor.Command command -> {
                tree.put("kind", "command").put("run", command.run());
                if (command.argv() != null) {
                    tree.set("argv", list(command.argv()));
                }
            }
            case Executor.Agent agent ->
                    tree.put("kind", "agent")
                            .put("agent", agent.agent())
                            .put("model", agent.model());
            case Executor.Llm llm -> tree.put("kind", "llm").put("model", llm.model());
            case Executor.None ignored -> tree.put("kind", "none");
        }
        return tree;
    }

    private static ObjectNode tree(Limits limits) {
        return JSON.createObjectNode()
                .put("timeout", limits.timeout().toString())
                .put("max_iterations", limits.maxIterations())
                .put("max_attempts", limits.maxAttempts())
                .put("tokens", limits.tokens())
                .put("cost_usd", limits.costUsd())
                .put("grace", limits.grace() == null ? null : limits.grace().toString());
    }

    private static ArrayNode list(List<String> texts) {
        var list = JSON.createArrayNode();
        texts.forEach(list::add);
        return list;
    }
}
