package dev.codefleet.contract.agent;

/** What an agent says of itself. A registry shows a {@link Liveness#LOST} agent as FAILED. */
public enum AgentState {
    IDLE,
    EXECUTING,
    DRAINING,
    FAILED
}
