package dev.codefleet.contract.agent;

/**
 * State of an agent as it says itself. A registry shows a {@link Liveness#LOST} agent as FAILED.
 */
public enum AgentState {
    IDLE,
    EXECUTING,
    DRAINING,
    FAILED
}
