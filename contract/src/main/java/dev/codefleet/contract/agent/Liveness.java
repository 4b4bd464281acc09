package dev.codefleet.contract.agent;

/** What a registry concludes about an agent from its heartbeats. */
public enum Liveness {
    ALIVE,
    SUSPECT,
    LOST
}
