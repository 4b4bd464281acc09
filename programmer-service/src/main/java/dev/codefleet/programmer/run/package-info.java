/**
 * The work of attempts, each on a thread of its own: workspace, executor, commit, checks, and again
 * with what went wrong, until it passes or the iterations are used up.
 *
 * <pre>
 *   RunningAttempts ──> AttemptRunner ──> AttemptWork ──> FixLoop: executor, commit, checks, again
 *   (thread, slot,        (report to        (workspace,
 *    beats)                the spool)        bundle)
 * </pre>
 */
@NullMarked
package dev.codefleet.programmer.run;

import org.jspecify.annotations.NullMarked;
