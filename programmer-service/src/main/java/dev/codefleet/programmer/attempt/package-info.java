/**
 * Attempts from order to acknowledgement, and the addresses at which managers ask for them.
 *
 * <pre>
 *   order ──> Admissions ──> Attempts ──> RunningAttempts ──> AttemptRunner ──> AttemptWork, FixLoop:
 *             (is it right)  (slot, fence,  (one virtual        │               executor, commit,
 *                             known id?)     thread each)       │               checks, again
 *                                                               └─> report ──> Spool ──> slot is free
 *                                                                               ──> last event of the stream
 *   acknowledgement ──> EndedAttempts ──> Spool forgets
 * </pre>
 *
 * <p>A report is in the spool before anybody is told of it, and the slot is free before that too:
 * the manager that reads the report may send the next order at once.
 *
 * <p>SUCCEEDED means that the attempt's checks ran and passed on its own commit, and on nothing
 * else: see {@link dev.codefleet.programmer.workspace}. Why no other programmer works on the same
 * attempt: see {@link dev.codefleet.programmer.trust}.
 */
@NullMarked
package dev.codefleet.programmer.attempt;

import org.jspecify.annotations.NullMarked;
