package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.job.Change;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Makespan;
import dev.codefleet.manager.job.Subtask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives a held job its new states, in memory and in the open batch, and has them logged. It belongs
 * to the engine's thread.
 */
final class StateWriter {
    private static final Logger LOG = Logger.getLogger(StateWriter.class);

    private final Engine engine;
    private final JobLog log;
    private final LiveLogs liveLogs;
    private final InstantSource clock;
    private final DispatchMetrics metrics;

    StateWriter(
            Engine engine,
            JobLog log,
            LiveLogs liveLogs,
            InstantSource clock,
            DispatchMetrics metrics) {
        this.engine = engine;
        this.log = log;
        this.liveLogs = liveLogs;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The job's new state, or its old one with new figures. */
    void job(HeldJob job, Job to) {
        var from = job.state;
        job.state = to;
        var failure = failureOf(to);
        var head = to instanceof Job.Succeeded succeeded ? succeeded.head() : null;
        Instant end = to.state().isFinal() ? clock.instant() : null;
        write(
                job,
                new Change.OfJob(
                        job.id(),
                        from.state(),
                        to.state(),
                        job.base,
                        head,
                        job.slots,
                        job.workMs,
                        failure,
                        job.isCancelling,
                        end,
                        end != null || job.unschedulable.isEmpty() ? null : job.unschedulable));
        if (from.state() != to.state()) {
            log.state(job, failure);
            if (end != null) {
                var makespan = Makespan.of(job.facts.createdAt(), end, job.idle);
                var workMs = job.workMs;
                engine.publishAfterCommit(
                        job.id(), () -> tellEnd(job.id(), to, failure, makespan, workMs));
            }
        }
    }

    private void tellEnd(
            JobId job, Job end, @Nullable Failure failure, Duration makespan, long workMs) {
        var reason = failure == null ? "NONE" : failure.reason().name();
        metrics.jobEnded(end.state(), reason, makespan);
        LOG.infof(
                "job ended: job=%s state=%s reason=%s makespan_ms=%d work_ms=%d",
                job, end.state(), reason, makespan.toMillis(), workMs);
    }

    /** The new state of a subtask, with its counts, or of the final checks, which have no row. */
    void work(HeldJob job, Work work, Subtask to) {
        var from = work.state;
        work.state = to;
        switch (work) {
            case Work.OfSubtask subtask -> write(job, change(job, subtask, from));
            case Work.OfFinalChecks checks -> {}
        }
    }

    private static Change change(HeldJob job, Work.OfSubtask subtask, Subtask from) {
        var to = subtask.state;
        var failure =
                switch (to) {
                    case Subtask.Failed failed -> failed.failure();
                    case Subtask.Skipped skipped -> skipped.chain();
                    case Subtask.Ready ready -> subtask.lastFailure;
                    case Subtask.Pending p -> null;
                    case Subtask.Running r -> null;
                    case Subtask.Succeeded s -> null;
                    case Subtask.Cancelled c -> null;
                };
        return new Change.OfSubtask(
                job.id(),
                subtask.number,
                subtask.key(),
                from.state(),
                to.state(),
                subtask.attempts,
                subtask.failures,
                subtask.losses,
                to instanceof Subtask.Ready ready ? ready.notBefore() : null,
                subtask.commit(),
                failure);
    }

    /** A new attempt, before its order is sent. */
    void started(InFlightAttempt flight) {
        write(
                flight.job,
                new Change.AttemptStarted(
                        flight.id,
                        flight.programmer.id().value(),
                        flight.job.facts.fence(),
                        clock.instant()));
        log.order(flight);
    }

    /** A refused attempt, before its order is sent to another programmer. */
    void moved(InFlightAttempt flight) {
        write(flight.job, new Change.AttemptMoved(flight.id, flight.programmer.id().value()));
        log.order(flight);
    }

    void accepted(InFlightAttempt flight) {
        write(
                flight.job,
                new Change.OfAttempt(
                        flight.id, AttemptState.RUNNING, null, null, null, null, null));
    }

    /**
     * A report that was taken.
     *
     * @param bundle its content; null without one
     * @param wholeLog as gzip; null where the report's log is all, or there is no more to be had
     */
    void reported(
            InFlightAttempt flight,
            Report report,
            byte @Nullable [] bundle,
            byte @Nullable [] wholeLog) {
        var sha256 = report.bundle() == null || bundle == null ? null : report.bundle().sha256();
        if (sha256 != null && bundle != null) {
            write(flight.job, new Change.BundleKept(flight.job.id(), sha256, bundle));
        }
        write(
                flight.job,
                new Change.OfAttempt(
                        flight.id,
                        report.state(),
                        clock.instant(),
                        report.receipt().failure(),
                        report.receipt(),
                        sha256,
                        report.log()));
        if (wholeLog != null) {
            write(flight.job, new Change.LogKept(flight.id, clock.instant(), wholeLog));
        }
        log.report(flight, report);
        endLiveLog(flight.id);
    }

    /** The signed receipt of a report that was taken. */
    void attested(InFlightAttempt flight, Envelope attestation) {
        write(
                flight.job,
                new Change.AttestationKept(
                        flight.job.id(), flight.id.key(), flight.id.number(), attestation));
    }

    /** An attempt that was given up, or whose report could not be accepted. */
    void ended(InFlightAttempt flight, AttemptState state, Failure failure) {
        write(
                flight.job,
                new Change.OfAttempt(flight.id, state, clock.instant(), failure, null, null, null));
        log.ended(flight, state, failure);
        endLiveLog(flight.id);
    }

    /** An attempt of a job that was taken over, which cannot be found any more. */
    void vanished(HeldJob job, AttemptId attempt, Failure failure) {
        write(
                job,
                new Change.OfAttempt(
                        attempt, AttemptState.LOST, clock.instant(), failure, null, null, null));
        log.vanished(job, attempt, failure);
        endLiveLog(attempt);
    }

    /** Whoever is told that a log is over must find the attempt ended. */
    private void endLiveLog(AttemptId attempt) {
        engine.publishAfterCommit(attempt.job(), () -> liveLogs.end(attempt));
    }

    private void write(HeldJob job, Change change) {
        engine.write(change, job.facts.fence());
    }

    private static @Nullable Failure failureOf(Job state) {
        return switch (state) {
            case Job.Failed failed -> failed.failure();
            case Job.Cancelled cancelled -> cancelled.failure();
            case Job.Queued q -> null;
            case Job.Running r -> null;
            case Job.Integrating i -> null;
            case Job.Succeeded s -> null;
        };
    }
}
