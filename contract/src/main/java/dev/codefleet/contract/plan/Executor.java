package dev.codefleet.contract.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executor of a subtask with its settings; {@code kind} tells the variants apart on the wire. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Executor.Command.class, name = "command"),
    @JsonSubTypes.Type(value = Executor.Agent.class, name = "agent"),
    @JsonSubTypes.Type(value = Executor.Llm.class, name = "llm"),
    @JsonSubTypes.Type(value = Executor.None.class, name = "none")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Executor {

    @JsonIgnore
    ExecutorKind kind();

    /**
     * Exactly one of the two is set.
     *
     * @param run a script for {@code /bin/sh}
     * @param argv a program and its arguments, run without a shell
     */
    record Command(@Nullable String run, @Nullable List<String> argv) implements Executor {
        @Override
        public ExecutorKind kind() {
            return ExecutorKind.COMMAND;
        }
    }

    /** A coding agent by name, with a model if one is asked for. */
    record Agent(String agent, @Nullable String model) implements Executor {
        @Override
        public ExecutorKind kind() {
            return ExecutorKind.AGENT;
        }
    }

    /** The built-in loop with a model. */
    record Llm(@Nullable String model) implements Executor {
        @Override
        public ExecutorKind kind() {
            return ExecutorKind.LLM;
        }
    }

    /** Does nothing. */
    record None() implements Executor {
        @Override
        public ExecutorKind kind() {
            return ExecutorKind.NONE;
        }
    }
}
