package dev.codefleet.contract.job;

/** The kinds of messages between agents. */
public enum MessageType {
    CMD,
    STATUS,
    HEARTBEAT,
    RESPONSE
}
