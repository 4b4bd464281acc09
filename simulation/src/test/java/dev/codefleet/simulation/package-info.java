/**
 * A whole fleet in one thread, under a virtual clock.
 *
 * <p>The services' own classes run: the registry's {@code Agents}, the announcer and the directory,
 * a programmer's {@code Attempts}, a manager's {@code JobManager} with all it holds, its lease and
 * its takeover. Simulated are what is beneath them: clocks, network, disk, processes and database.
 * Everything that happens is an event of one {@link dev.codefleet.simulation.World}, and all chance
 * comes from its seed, so a seed tells the same story every time.
 *
 * <pre>
 *   Scenario ── Faults ──> World (clock, events, chance)
 *                            │
 *   Life (process) ──────────┤   Network ── Connection ── Flow (one direction, in order)
 *    manager, programmer,    │      │
 *    registry                └──────┴── SimulatedDatabase (the guards of the SQL)
 *                            │
 *                         Ledger (what must never happen)
 * </pre>
 */
@NullMarked
package dev.codefleet.simulation;

import org.jspecify.annotations.NullMarked;
