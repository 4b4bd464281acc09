/**
 * Attempts from order to acknowledgement.
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
 * the manager that reads the report may send the next order at once. An attempt of which the spool
 * has a begin and no report was cut off by the end of its process; the next one kills what is left
 * of it and reports it as PROGRAMMER_LOST.
 *
 * <p>SUCCEEDED means that the attempt's checks ran and passed on its own commit, and on nothing
 * else: see {@link dev.codefleet.programmer.workspace}.
 */
@NullMarked
package dev.codefleet.programmer.attempt;

import org.jspecify.annotations.NullMarked;
