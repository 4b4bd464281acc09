package dev.codefleet.contract.agent;

/** Liveness of an agent as a registry concludes it from heartbeats. */
public enum Liveness {
    ALIVE,
    SUSPECT,
    LOST
}
