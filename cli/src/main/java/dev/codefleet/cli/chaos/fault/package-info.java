/**
 * What is done to a fleet: {@link dev.codefleet.cli.chaos.fault.FaultSchedule} says what and when,
 * the same for the same seed, and {@link dev.codefleet.cli.chaos.fault.Injector} does it.
 */
@NullMarked
package dev.codefleet.cli.chaos.fault;

import org.jspecify.annotations.NullMarked;
