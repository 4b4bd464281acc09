/**
 * From accepted jobs to accepted results.
 *
 * <p>What decides belongs to the thread of the {@link dev.codefleet.manager.engine.Engine}. The
 * classes stand one on the other, and call downwards only:
 *
 * <pre>
 * Dispatcher         gives ready work to free slots
 * OrderSender        brings what a programmer lacks, sends the order, follows it
 * AttemptOutcomes    what becomes of an attempt: taken, refused, reported, lost
 * ReportIntake       what a report brings: its commits and its whole log
 * JobRunner          what happens to a subtask: ready, tried again, succeeded, failed
 * JobCompletion      how a job completes: merged, checked, delivered, ended, cancelled
 * HeldJobs           who is held here, from when it is taken up until it has ended
 * InFlightAttempts   what is under way, and the slots that it takes
 * StateWriter        each new state with its row, its event and its metrics
 * </pre>
 *
 * <p>What they decide about is a {@link dev.codefleet.manager.dispatch.HeldJob} and its {@link
 * dev.codefleet.manager.dispatch.Work}: its subtasks and its final checks. What blocks is done by
 * {@link dev.codefleet.manager.dispatch.BlockingWork}, git work as {@link
 * dev.codefleet.manager.dispatch.JobRepositories} says; it comes back as one {@link
 * dev.codefleet.manager.dispatch.Outcome}.
 *
 * <p>{@link dev.codefleet.manager.dispatch.JobRecovery} goes on with jobs of other managers, and
 * {@link dev.codefleet.manager.dispatch.UnschedulableWork} tells of subtasks that nobody can take.
 *
 * <pre>
 * attempt  DISPATCHED --accepted--> RUNNING --report--> SUCCEEDED | FAILED | CANCELLED
 *             | ^                 |
 *             | | refused: goes   +--given up----> LOST
 *             +-+ to the next programmer, same number
 * </pre>
 *
 * <p>Why a refused order keeps its number: nothing ran, so it costs the subtask nothing. Why a
 * broken one does not: it may have arrived, so the attempt is followed until it is known what
 * became of it, or until it cannot run any more ({@link
 * dev.codefleet.manager.programmers.LossRule}).
 */
@NullMarked
package dev.codefleet.manager.dispatch;

import org.jspecify.annotations.NullMarked;
