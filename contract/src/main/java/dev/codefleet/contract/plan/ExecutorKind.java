package dev.codefleet.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kinds of executors. Lower case on the wire. */
public enum ExecutorKind {
    /** A program or shell script from the plan. */
    @JsonProperty("command")
    COMMAND,
    /** A coding-agent command line. */
    @JsonProperty("agent")
    AGENT,
    /** The built-in loop over a language model. */
    @JsonProperty("llm")
    LLM,
    /** Nothing: for measuring the fleet itself, and for attempts that only run checks. */
    @JsonProperty("none")
    NONE
}
