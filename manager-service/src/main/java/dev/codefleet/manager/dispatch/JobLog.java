package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.job.Change;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.StoredBody;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The logs of held jobs: what was sent, said and decided, for the open batch, and for followers
 * once that is committed. It belongs to the engine's thread.
 */
final class JobLog implements BlockingWork.Waits {
    private final Engine engine;
    private final CommittedEvents followers;
    private final InstantSource clock;
    private final String manager;

    /**
     * @param manager id of this manager, the sender of what it logs
     */
    JobLog(Engine engine, CommittedEvents followers, InstantSource clock, String manager) {
        this.engine = engine;
        this.followers = followers;
        this.clock = clock;
        this.manager = manager;
    }

    /** The job's new state. */
    void state(HeldJob job, @Nullable Failure failure) {
        var body = body("job", "state", job.state.state().name());
        body.put("commit", job.state instanceof Job.Succeeded succeeded ? succeeded.head() : null);
        body.put("failure", failure);
        log(job, MessageType.STATUS, manager, null, body);
    }

    @Override
    public void waits(HeldJob job, Failure failure, Duration wait) {
        var body = body("repository", "state", "UNREACHABLE");
        body.put("failure", failure);
        body.put("not_before", clock.instant().plus(wait));
        log(job, MessageType.STATUS, manager, null, body);
    }

    @Override
    public void waitsNoMore(HeldJob job, boolean isReached) {
        var body = body("repository", "state", isReached ? "REACHABLE" : "GIVEN_UP");
        log(job, MessageType.STATUS, manager, null, body);
    }

    /** A state that no order or report tells of: skipped, cancelled, waiting for a retry. */
    void subtask(HeldJob job, Work work) {
        var body = body("subtask", "state", work.state.state().name());
        body.put("subtask", work.key());
        switch (work.state) {
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

    /** Nobody can take subtasks of the job. */
    void unschedulable(HeldJob job, Unschedulable what) {
        var body = body("unschedulable", "subtask", what.subtask());
        body.put("lane", what.lane());
        body.put("executor", what.executor());
        body.put("subtasks", what.subtasks());
        body.put("reason", what.reason());
        body.put("since", what.since());
        body.put("fails_at", what.failsAt());
        log(job, MessageType.STATUS, manager, null, body);
    }

    /** Somebody can take them now, or they wait no more. */
    void schedulable(HeldJob job, SubtaskDemand demand) {
        var body = body("schedulable", "lane", demand.lane());
        body.put("executor", demand.executor());
        log(job, MessageType.STATUS, manager, null, body);
    }

    void order(InFlightAttempt flight) {
        log(
                flight.job,
                MessageType.CMD,
                manager,
                flight.programmer.id().value(),
                attemptBody("order", flight));
    }

    void refusal(InFlightAttempt flight, String code) {
        var body = attemptBody("refusal", flight);
        body.put("code", code);
        log(flight.job, MessageType.RESPONSE, flight.programmer.id().value(), manager, body);
    }

    void progress(InFlightAttempt flight, String phase, int iteration) {
        var body = attemptBody("progress", flight);
        body.put("phase", phase);
        body.put("iteration", iteration);
        log(flight.job, MessageType.STATUS, flight.programmer.id().value(), manager, body);
    }

    /** A report that was taken. */
    void report(InFlightAttempt flight, Report report) {
        var body = attemptBody("report", flight);
        body.put("state", report.state().name());
        body.put("failure", report.receipt().failure());
        body.put("duration_ms", report.receipt().times().durationMs());
        log(flight.job, MessageType.RESPONSE, flight.programmer.id().value(), manager, body);
    }

    /** An attempt that was given up, or whose report could not be accepted. */
    void ended(InFlightAttempt flight, AttemptState state, Failure failure) {
        var body = attemptBody("report", flight);
        body.put("state", state.name());
        body.put("failure", failure);
        log(flight.job, MessageType.STATUS, manager, null, body);
    }

    /** An attempt of a job that was taken over, which cannot be found any more. */
    void vanished(HeldJob job, AttemptId attempt, Failure failure) {
        var body = body("report", "subtask", attempt.key());
        body.put("attempt", attempt.toString());
        body.put("state", AttemptState.LOST.name());
        body.put("failure", failure);
        log(job, MessageType.STATUS, manager, null, body);
    }

    private void log(
            HeldJob job,
            MessageType type,
            String from,
            @Nullable String to,
            Map<String, Object> body) {
        body.values().removeIf(Objects::isNull);
        var kept = StoredBody.of(body);
        var event = new JobEvent(++job.lastSeq, now(), type, from, to, kept);
        engine.log(
                new Change.Logged(job.id(), event),
                job.facts.fence(),
                () -> followers.publish(job.id(), event));
    }

    /** To the microsecond, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Map<String, @Nullable Object> attemptBody(String what, InFlightAttempt flight) {
        var body = body(what, "subtask", flight.work.key());
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
}
