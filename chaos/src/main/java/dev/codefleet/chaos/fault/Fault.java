package dev.codefleet.chaos.fault;

import java.time.Duration;

/**
 * A fault that is due: its kind, target and length.
 *
 * @param number from 1
 * @param pause after the beginning of the fault before
 * @param lasts how long
 * @param shade from 0 to 99: which variant of its kind it is
 */
public record Fault(
        int number, FaultKind kind, String target, Duration pause, Duration lasts, int shade) {}
