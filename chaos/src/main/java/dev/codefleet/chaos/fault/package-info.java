/**
 * Faults and their injection: {@link dev.codefleet.chaos.fault.FaultSchedule} says what and when,
 * the same for the same seed, and {@link dev.codefleet.chaos.fault.FaultInjector} does it.
 */
@NullMarked
package dev.codefleet.chaos.fault;

import org.jspecify.annotations.NullMarked;
