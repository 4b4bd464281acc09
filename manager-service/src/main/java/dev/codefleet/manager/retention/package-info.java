/**
 * What goes again: ended jobs with all that hangs on them, by age, by number or because somebody
 * asked for it, and rows of managers that are no more.
 *
 * <p>A job is deleted in two steps. The first is one short transaction: the job's row is deleted,
 * if it has ended, and its id becomes a row of {@code deleted_job}. Whoever comes later finds no
 * job; whoever locked the row before (a resumption, a batch of changes) is waited for, and wins if
 * the job has not ended any more. The second step deletes the rows of subtasks, attempts, bundles
 * and events, some hundred in a transaction, which nobody can see any more and nobody can add to.
 * Every manager does both, and passes over what another one is just at.
 */
@NullMarked
package dev.codefleet.manager.retention;

import org.jspecify.annotations.NullMarked;
