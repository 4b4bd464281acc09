package dev.codefleet.plan;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.plan.Draft.Reference;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one subtask. */
final class SubtaskInterpreter {
    private static final String KEY_FORM =
            "letters, digits, _ and -, starting with a letter or digit, 1 to 64 characters";

    /** An extended glob of some shells. */
    private static final Pattern EXTENDED = Pattern.compile("[@?*+!]\\([^/)]*\\|");

    private final Defaults defaults;

    SubtaskInterpreter(Defaults defaults) {
        this.defaults = defaults;
    }

    Draft read(FieldValue cell) {
        var fields = Fields.of(cell, Vocabulary.SUBTASK);
        if (fields == null) {
            return new Draft(cell.place(), null, cell.line(), List.of(), null);
        }
        var key = key(fields);
        var dependencies =
                fields.list(
                        "depends_on",
                        List.of(),
                        PlanBounds.SUBTASKS,
                        SubtaskInterpreter::reference);
        var title = fields.read("title", value -> value.line(PlanBounds.TITLE_CHARACTERS));
        var goal = fields.read("goal", value -> value.text(PlanBounds.TEXT_CHARACTERS));
        var priority = fields.read("priority", Defaults::priority);
        var lane = fields.read("lane", value -> value.choice(Lane.values()));
        var executor = executor(fields);
        var limits = limits(fields, executor);
        var checks = Defaults.checks(fields, "checks", defaults.checks());
        var files = fields.list("files", List.of(), PlanBounds.FILES, SubtaskInterpreter::file);
        var suggestions =
                new PlannedSubtask.Suggestions(
                        suggested(fields, "suggested_skills", "skills_used"),
                        suggested(fields, "suggested_mcp_servers", "mcp_servers_used"),
                        suggested(fields, "suggested_subagents", "subagents_used"));
        if (key == null || executor == null) {
            return new Draft(cell.place(), key, fields.lineOf("key"), dependencies, null);
        }
        requireGoal(fields, executor);
        var subtask =
                new PlannedSubtask(
                        key,
                        title == null ? key : title,
                        goal == null ? null : goal.strip(),
                        dependencies.stream().map(Reference::key).toList(),
                        priority == null ? defaults.priority() : priority,
                        lane == null ? defaults.lane() : lane,
                        files,
                        checks,
                        executor,
                        limits,
                        suggestions);
        return new Draft(cell.place(), key, fields.lineOf("key"), dependencies, subtask);
    }

    /** A key of the wrong form is kept, so that those who refer to it are not blamed too. */
    private static @Nullable String key(Fields fields) {
        var cell = fields.require("key", KEY_FORM);
        var key = cell == null ? null : cell.text(PlanBounds.TEXT_CHARACTERS);
        if (cell == null || key == null) {
            return null;
        }
        if (key.equals(PlanBounds.FINAL_CHECKS_KEY)) {
            cell.fault("is reserved for the job's final checks", "another key");
        } else if (!PlanBounds.KEY.matcher(key).matches()) {
            cell.fault("is " + Quoted.of(key), KEY_FORM);
        }
        return key;
    }

    private static @Nullable Reference reference(FieldValue cell) {
        var key = cell.text(PlanBounds.TEXT_CHARACTERS);
        return key == null ? null : new Reference(key, cell.line(), cell.place());
    }

    private @Nullable Executor executor(Fields fields) {
        var cell = fields.get("executor");
        if (cell != null) {
            return ExecutorInterpreter.read(cell);
        }
        if (defaults.executor() == null) {
            fields.require(
                    "executor",
                    "an object such as {kind: command, run: …}, here or in defaults; for a subtask"
                            + " that only runs its checks, {kind: none}");
        }
        return defaults.executor();
    }

    private Limits limits(Fields fields, @Nullable Executor executor) {
        var own = fields.read("limits", PartialLimits::read);
        if (own == null && Objects.equals(executor, defaults.executor())) {
            return defaults.complete();
        }
        var limits = own == null ? defaults.limits() : own.over(defaults.limits());
        return limits.complete(executor);
    }

    private static void requireGoal(Fields fields, Executor executor) {
        switch (executor) {
            case Executor.Agent agent ->
                    fields.require("goal", "what the agent " + agent.agent() + " is to do");
            case Executor.Llm ignored -> fields.require("goal", "what the model is to do");
            case Executor.Command ignored -> {}
            case Executor.None ignored -> {}
        }
    }

    private static @Nullable String file(FieldValue cell) {
        var glob = cell.line(PlanBounds.FILE_CHARACTERS);
        var expected = glob == null ? null : expectedInsteadOf(glob);
        if (glob != null && expected != null) {
            cell.fault("is " + Quoted.of(glob), expected);
            return null;
        }
        return glob;
    }

    /** What should stand instead of a glob that can fit no path; null for any other. */
    private static @Nullable String expectedInsteadOf(String glob) {
        if (glob.startsWith("/")
                || glob.startsWith("~")
                || List.of(glob.split("/")).contains("..")) {
            return "a glob relative to the repository's root";
        }
        if (glob.indexOf('\\') >= 0) {
            return "a glob with / between directories, and [*] for a star that is meant as one";
        }
        if (glob.startsWith("!")) {
            return "what it may change; exclusions are not read";
        }
        if (EXTENDED.matcher(glob).find()) {
            return "a glob with {a,b} for alternatives";
        }
        return null;
    }

    private static List<String> suggested(Fields fields, String name, String oldName) {
        var old = fields.get(oldName);
        if (old != null && fields.get(name) != null) {
            old.fault("is the old name of " + name + ", which is given too", "one of the two");
        }
        return fields.list(
                old == null ? name : oldName,
                List.of(),
                PlanBounds.SUGGESTIONS,
                value -> value.line(PlanBounds.NAME_CHARACTERS));
    }
}
