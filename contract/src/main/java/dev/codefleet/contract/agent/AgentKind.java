package dev.codefleet.contract.agent;

/** Kinds of agents. */
public enum AgentKind {
    GATEWAY,
    MANAGER,
    PROGRAMMER
}
