/**
 * Fault runs: a fleet under continuous work and seeded faults, and a judgement of what it did.
 *
 * <pre>
 *   fault/  schedule ──> injector ──kill, pause, …──> fleet <──jobs── load/ (clients, witness)
 *                            │                                        │
 *                            └────────────> history/ <────────────────┘
 *                                              │
 *                                           check/ ──> violations
 * </pre>
 */
@NullMarked
package dev.codefleet.chaos;

import org.jspecify.annotations.NullMarked;
