/**
 * From ready subtasks to accepted results.
 *
 * <p>One thread, the {@link dev.codefleet.manager.engine.Engine}, owns all held jobs. HTTP answers,
 * timers, git and the registries' views reach it as tasks. Each round of tasks decides with pure
 * classes and adds row changes to the open batch; the dispatcher then gives freed slots to ready
 * subtasks in the same batch; the {@link dev.codefleet.manager.engine.Committer} writes it in one
 * transaction, and only then orders are sent, reports acknowledged and events published. Memory
 * runs ahead of the database by that one batch. If the batch cannot be written because the job has
 * another owner, memory is dropped: nothing of it was visible to anybody.
 *
 * <pre>
 * attempt  DISPATCHED --202--> RUNNING --report--> SUCCEEDED | FAILED | CANCELLED
 *             | ^                 |
 *             | | refused: goes   +--given up----> LOST
 *             +-+ to the next programmer, same number
 * </pre>
 *
 * <p>Why a refused order keeps its number: nothing ran, so it costs the subtask nothing. Why a
 * broken one does not: it may have arrived, so the attempt is followed until it is known what
 * became of it, or until it cannot run any more ({@link dev.codefleet.manager.dispatch.LossRule}).
 */
@NullMarked
package dev.codefleet.manager.dispatch;

import org.jspecify.annotations.NullMarked;
