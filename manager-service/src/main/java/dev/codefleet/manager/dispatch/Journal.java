package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.manager.job.Change;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.JobEvents;
import dev.codefleet.manager.job.Subtask;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a held job its new states, in memory and in the open batch, with the entries of its log. It
 * belongs to the engine's thread.
 */
final class Journal {
    private final Engine engine;
    private final JobEvents followers;
    private final InstantSource clock;
    private final String manager;

    /**
     * @param manager id of this manager, the sender of what it logs
     */
    Journal(Engine engine, JobEvents followers, InstantSource clock, String manager) {
        this.engine = engine;
        this.followers = followers;
        this.clock = clock;
        this.manager = manager;
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
                        job.origin,
                        head,
                        job.slots,
                        job.workMs,
                        failure,
                        job.isCancelling,
                        end));
        if (from.state() != to.state()) {
            var body = body("job", "state", to.state().name());
            body.put("commit", head);
            body.put("failure", failure);
            log(job, MessageType.STATUS, manager, null, body);
        }
    }

    /** The subtask's new state, with its counts. */
    void subtask(HeldJob job, int subtask, Subtask to) {
        var progress = job.progress(subtask);
        var from = progress.state;
        progress.state = to;
        if (subtask == HeldJob.FINAL_CHECKS) {
            return;
        }
        var failure =
                switch (to) {
                    case Subtask.Failed failed -> failed.failure();
                    case Subtask.Skipped skipped -> skipped.chain();
                    case Subtask.Ready ready -> progress.lastFailure;
                    case Subtask.Pending p -> null;
                    case Subtask.Running r -> null;
                    case Subtask.Succeeded s -> null;
                    case Subtask.Cancelled c -> null;
                };
        var notBefore = to instanceof Subtask.Ready ready ? ready.notBefore() : null;
        write(
                job,
                new Change.OfSubtask(
                        job.id(),
                        subtask,
                        from.state(),
                        to.state(),
                        progress.attempts,
                        progress.failures,
                        progress.losses,
                        notBefore,
                        progress.commit(),
                        failure));
    }

    /** Logs a state that no order or report tells of: skipped, cancelled, waiting for a retry. */
    void logSubtask(HeldJob job, int subtask) {
        var progress = job.progress(subtask);
        var body = body("subtask", "state", progress.state.state().name());
        body.put("subtask", job.key(subtask));
        switch (progress.state) {
            case Subtask.Skipped skipped -> body.put("failure", skipped.chain());
            case Subtask.Failed failed -> body.put("failure", failed.failure());
            case Subtask.Ready ready -> body.put("not_before", ready.notBefore());
            case Subtask.Pending p -> {}
            case Subtask.Running r -> {}
            case Subtask.Succeeded s -> {}
            case Subtask.Cancelled c -> {}
        }
        log(job, MessageType.STATUS, manager, null, body);
    }

    /** A new attempt, before its order is sent. */
    void started(Flight flight) {
        write(
                flight.job,
                new Change.AttemptStarted(
                        flight.id,
                        flight.programmer.id().value(),
                        flight.job.facts.fence(),
                        clock.instant()));
        logOrder(flight);
    }

    /** A refused attempt, before its order is sent to another programmer. */
    void moved(Flight flight) {
        write(flight.job, new Change.AttemptMoved(flight.id, flight.programmer.id().value()));
        logOrder(flight);
    }

    void accepted(Flight flight) {
        write(
                flight.job,
                new Change.OfAttempt(
                        flight.id, AttemptState.RUNNING, null, null, null, null, null));
    }

    void refused(Flight flight, String code) {
        var body = attemptBody("refusal", flight);
        body.put("code", code);
        log(flight.job, MessageType.RESPONSE, flight.programmer.id().value(), manager, body);
    }

    void progressed(Flight flight, String phase, int iteration) {
        var body = attemptBody("progress", flight);
        body.put("phase", phase);
        body.put("iteration", iteration);
        log(flight.job, MessageType.STATUS, flight.programmer.id().value(), manager, body);
    }

    /**
     * A report that was taken.
     *
     * @param bundle its content; null without one
     */
    void reported(Flight flight, Report report, byte @Nullable [] bundle) {
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
        var body = attemptBody("report", flight);
        body.put("state", report.state().name());
        body.put("failure", report.receipt().failure());
        body.put("duration_ms", report.receipt().durationMs());
        log(flight.job, MessageType.RESPONSE, flight.programmer.id().value(), manager, body);
    }

    /** An attempt that was given up, or whose report could not be accepted. */
    void ended(Flight flight, AttemptState state, Failure failure) {
        write(
                flight.job,
                new Change.OfAttempt(flight.id, state, clock.instant(), failure, null, null, null));
        var body = attemptBody("report", flight);
        body.put("state", state.name());
        body.put("failure", failure);
        log(flight.job, MessageType.STATUS, manager, null, body);
    }

    /** An attempt of a job that was taken over, which cannot be found any more. */
    void vanished(HeldJob job, AttemptId attempt, Failure failure) {
        write(
                job,
                new Change.OfAttempt(
                        attempt, AttemptState.LOST, clock.instant(), failure, null, null, null));
        var body = body("report", "subtask", attempt.key());
        body.put("attempt", attempt.toString());
        body.put("state", AttemptState.LOST.name());
        body.put("failure", failure);
        log(job, MessageType.STATUS, manager, null, body);
    }

    private void logOrder(Flight flight) {
        log(
                flight.job,
                MessageType.CMD,
                manager,
                flight.programmer.id().value(),
                attemptBody("order", flight));
    }

    private void log(
            HeldJob job,
            MessageType type,
            String from,
            @Nullable String to,
            Map<String, Object> body) {
        body.values().removeIf(java.util.Objects::isNull);
        var event = new JobEvent(++job.lastSeq, clock.instant(), type, from, to, body);
        write(job, new Change.Logged(job.id(), event));
        engine.afterCommit(job.id(), () -> followers.publish(job.id(), event));
    }

    private void write(HeldJob job, Change change) {
        engine.write(change, job.facts.fence());
    }

    private static Map<String, @Nullable Object> attemptBody(String what, Flight flight) {
        var body = body(what, "subtask", flight.job.key(flight.subtask));
        body.put("attempt", flight.id.toString());
        body.put("programmer", flight.programmer.id().value());
        return body;
    }

    private static Map<String, @Nullable Object> body(String what, String name, Object value) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("what", what);
        body.put(name, value);
        return body;
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
