package dev.codefleet.contract.agent;

/** What an agent does in the fleet. */
public enum AgentKind {
    GATEWAY,
    MANAGER,
    PROGRAMMER
}
