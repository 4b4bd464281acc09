package dev.codefleet.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields that an object may have. The published JSON schema has the same names.
 *
 * @param elsewhere fields that people look for here, as the path at which they belong
 */
record Vocabulary(String owner, List<String> fields, List<String> elsewhere) {

    static final Vocabulary PLAN =
            new Vocabulary(
                    "a plan",
                    List.of("version", "title", "limits", "defaults", "final_checks", "subtasks"),
                    List.of(
                            "limits.timeout",
                            "defaults.max_attempts",
                            "defaults.max_iterations",
                            "defaults.grace",
                            "defaults.executor",
                            "defaults.checks",
                            "defaults.lane",
                            "defaults.priority"));

    static final Vocabulary PLAN_LIMITS =
            new Vocabulary(
                    "a plan's limits",
                    List.of("timeout"),
                    List.of(
                            "defaults.max_attempts",
                            "defaults.max_iterations",
                            "defaults.grace",
                            "defaults.limits.tokens",
                            "defaults.limits.cost_usd"));

    static final Vocabulary DEFAULTS =
            new Vocabulary(
                    "defaults",
                    List.of(
                            "timeout",
                            "max_attempts",
                            "max_iterations",
                            "grace",
                            "executor",
                            "checks",
                            "lane",
                            "priority",
                            "limits"),
                    List.of("limits.tokens", "limits.cost_usd"));

    static final Vocabulary SUBTASK =
            new Vocabulary(
                    "a subtask",
                    List.of(
                            "key",
                            "title",
                            "goal",
                            "depends_on",
                            "priority",
                            "lane",
                            "files",
                            "checks",
                            "executor",
                            "limits",
                            "suggested_skills",
                            "suggested_mcp_servers",
                            "suggested_subagents",
                            "skills_used",
                            "mcp_servers_used",
                            "subagents_used"),
                    List.of(
                            "limits.timeout",
                            "limits.max_attempts",
                            "limits.max_iterations",
                            "limits.tokens",
                            "limits.cost_usd",
                            "limits.grace",
                            "executor.run",
                            "executor.argv",
                            "executor.agent",
                            "executor.model"));

    static final Vocabulary LIMITS =
            of(
                    "limits",
                    "timeout",
                    "max_attempts",
                    "max_iterations",
                    "tokens",
                    "cost_usd",
                    "grace");

    static final Vocabulary COMMAND = of("a command executor", "kind", "run", "argv");
    static final Vocabulary AGENT = of("an agent executor", "kind", "agent", "model");
    static final Vocabulary LLM = of("an llm executor", "kind", "model");
    static final Vocabulary NONE = of("a none executor", "kind");

    static final Vocabulary JOB_REQUEST =
            of(
                    "a job request",
                    "repository",
                    "ref",
                    "plan",
                    "plan_format",
                    "goal",
                    "lane",
                    "max_workers",
                    "delivery");

    static final Vocabulary RESUME_REQUEST = of("a request to resume", "plan", "plan_format");

    private static Vocabulary of(String owner, String... fields) {
        return new Vocabulary(owner, List.of(fields), List.of());
    }

    boolean knows(String field) {
        return fields.contains(field);
    }

    /** The known field that was probably meant; null if none is near. */
    @Nullable String suggestion(String unknown) {
        for (var path : elsewhere) {
            if (path.endsWith("." + unknown)) {
                return path;
            }
        }
        return ClosestWord.to(unknown, fields);
    }
}
