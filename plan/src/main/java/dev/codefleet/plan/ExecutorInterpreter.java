package dev.codefleet.plan;

import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an executor. */
final class ExecutorInterpreter {
    private static final String ONE_WAY =
            "one of run (a shell script) and argv (a program and its arguments)";

    private ExecutorInterpreter() {}

    /** Null if it is no executor, with the faults named. */
    static @Nullable Executor read(FieldValue cell) {
        var kind = kind(cell);
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case COMMAND -> command(Fields.of(cell, Vocabulary.COMMAND));
            case AGENT -> agent(Fields.of(cell, Vocabulary.AGENT));
            case LLM -> llm(Fields.of(cell, Vocabulary.LLM));
            case NONE -> Fields.of(cell, Vocabulary.NONE) == null ? null : new Executor.None();
        };
    }

    /** The kind is found first, because it decides which other fields there may be. */
    private static @Nullable ExecutorKind kind(FieldValue cell) {
        if (cell.node() instanceof Node.Mapping mapping) {
            for (var entry : mapping.entries()) {
                if (entry.name().equals("kind")) {
                    var place = cell.place().field("kind");
                    return new FieldValue(entry.value(), place, cell.faults())
                            .choice(ExecutorKind.values());
                }
            }
            cell.faults()
                    .add(
                            cell.line(),
                            cell.place().field("kind"),
                            "is missing",
                            "one of command, agent, llm, none");
            return null;
        }
        cell.fault("is " + cell.node().description(), "an object such as {kind: command, run: …}");
        return null;
    }

    private static @Nullable Executor command(@Nullable Fields fields) {
        if (fields == null) {
            return null;
        }
        var run = fields.get("run");
        var argv = fields.get("argv");
        if ((run == null) == (argv == null)) {
            var message = run == null ? "has neither run nor argv" : "has both run and argv";
            fields.faults().add(fields.line(), fields.place(), message, ONE_WAY);
            return null;
        }
        if (run != null) {
            var script = run.text(PlanBounds.TEXT_CHARACTERS);
            return script == null ? null : new Executor.Command(script, null);
        }
        return argv == null ? null : argvCommand(argv);
    }

    private static @Nullable Executor argvCommand(FieldValue cell) {
        List<String> argv = cell.items(PlanBounds.ARGUMENTS, ExecutorInterpreter::argument);
        if (cell.node() instanceof Node.Sequence sequence && sequence.items().isEmpty()) {
            cell.fault("is empty", "a program and its arguments");
        }
        return argv.isEmpty() ? null : new Executor.Command(null, argv);
    }

    /** Unlike other texts, an argument may be empty. */
    private static @Nullable String argument(FieldValue cell) {
        return cell.node() instanceof Node.Scalar scalar
                        && scalar.isText()
                        && scalar.text().isBlank()
                        && scalar.text().length() <= PlanBounds.CHECK_CHARACTERS
                        && cell.place().index() > 0
                ? scalar.text()
                : cell.text(PlanBounds.CHECK_CHARACTERS);
    }

    private static @Nullable Executor agent(@Nullable Fields fields) {
        if (fields == null) {
            return null;
        }
        var agent = fields.require("agent", "the name of a coding agent");
        var model = fields.read("model", value -> value.line(PlanBounds.NAME_CHARACTERS));
        var name = agent == null ? null : agent.line(PlanBounds.NAME_CHARACTERS);
        return name == null ? null : new Executor.Agent(name, model);
    }

    private static @Nullable Executor llm(@Nullable Fields fields) {
        return fields == null
                ? null
                : new Executor.Llm(
                        fields.read("model", value -> value.line(PlanBounds.NAME_CHARACTERS)));
    }
}
