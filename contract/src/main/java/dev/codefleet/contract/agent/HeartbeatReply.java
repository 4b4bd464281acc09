package dev.codefleet.contract.agent;

/**
 * A registry's answer to a beat.
 *
 * @param nextIntervalMs milliseconds until the next beat is expected, before jitter
 */
public record HeartbeatReply(long nextIntervalMs) {}
