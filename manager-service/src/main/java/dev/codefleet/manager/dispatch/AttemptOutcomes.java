package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.programmers.LossRule;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.programmers.ProgrammerProbe;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.manager.programmers.StreamReader;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Applies what becomes of an attempt to its slot, its rows and its job: taken, refused, reported,
 * lost. It belongs to the engine's thread.
 */
final class AttemptOutcomes implements AttemptFollower.Listener {
    private static final Logger LOG = Logger.getLogger(AttemptOutcomes.class);
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int GONE = 410;
    private static final int UNAVAILABLE = 503;

    /** Asked to end an attempt that it did not know, a programmer refuses its order for ever. */
    private static final String WITHDRAWN = "ATTEMPT_CANCELLED";

    /** Refusals that end with news in the programmer's beats. Of the end of others nobody tells. */
    private static final Set<String> TOLD_BY_BEATS = Set.of("SLOTS_FULL", "DRAINING");

    private final Engine engine;
    private final HeldJobs jobs;
    private final InFlightAttempts attempts;
    private final ProgrammerPool pool;
    private final ProgrammerProbe probes;
    private final StateWriter states;
    private final JobLog log;
    private final JobRunner runs;
    private final ReportIntake intake;
    private final ReportAcknowledgements acknowledgements;
    private final LiveLogs logs;
    private final DispatchMetrics metrics;
    private final Ticker ticker;

    AttemptOutcomes(
            Engine engine,
            HeldJobs jobs,
            InFlightAttempts attempts,
            ProgrammerPool pool,
            ProgrammerProbe probes,
            StateWriter states,
            JobLog log,
            JobRunner runs,
            ReportIntake intake,
            ReportAcknowledgements acknowledgements,
            LiveLogs logs,
            DispatchMetrics metrics,
            Ticker ticker) {
        this.engine = engine;
        this.jobs = jobs;
        this.attempts = attempts;
        this.pool = pool;
        this.probes = probes;
        this.states = states;
        this.log = log;
        this.runs = runs;
        this.intake = intake;
        this.acknowledgements = acknowledgements;
        this.logs = logs;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    @Override
    public void accepted(InFlightAttempt flight) {
        if (!flight.isAccepted && attempts.contains(flight)) {
            flight.isAccepted = true;
            pool.proven(flight.programmer.id());
            metrics.accepted(Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            states.accepted(flight);
        }
    }

    @Override
    public void progressed(InFlightAttempt flight, AttemptEvent.Progress progress) {
        log.progress(flight, progress.phase(), progress.iteration());
    }

    @Override
    public void logged(InFlightAttempt flight, AttemptEvent.Log lines) {
        logs.append(flight.id, lines);
    }

    @Override
    public void reported(InFlightAttempt flight, AttemptEvent.Report report) {
        if (!attempts.contains(flight)) {
            return;
        }
        // The programmer has freed the slot before it reported, so it may serve others while the
        // bundle is taken.
        attempts.end(flight);
        var order = Objects.requireNonNull(flight.follower).order();
        var fault = ReportCheck.fault(order, report);
        if (fault.isPresent()) {
            refuse(flight, refusal(fault.get()));
        } else {
            intake.take(flight, report, result -> taken(flight, report, result));
        }
    }

    static Failure refusal(String fault) {
        return Failure.of(FailureReason.REFUSED, "The report was refused: " + fault + ".");
    }

    private void taken(
            InFlightAttempt flight, AttemptEvent.Report report, ReportIntake.Result result) {
        switch (result) {
            case ReportIntake.Result.Taken taken -> accept(flight, report, taken);
            case ReportIntake.Result.Refused(var failure) -> refuse(flight, failure);
        }
    }

    @Override
    public void refused(InFlightAttempt flight, StreamReader.Refusal refusal) {
        metrics.refused(refusal.code());
        if (!attempts.contains(flight)) {
            return;
        }
        pool.proven(flight.programmer.id());
        if (refusal.epoch() != null) {
            flight.programmer.epochIs(refusal.epoch());
            attempts.sendAgain(flight);
            return;
        }
        log.refusal(flight, refusal.code());
        switch (refusal.status()) {
            case CONFLICT -> jobs.abandon(flight.job);
            case TOO_MANY, GONE, UNAVAILABLE -> {
                if (refusal.code().equals(WITHDRAWN) && !flight.isCancelled) {
                    lost(flight, "an earlier owner of the job withdrew the attempt");
                    return;
                }
                if (TOLD_BY_BEATS.contains(refusal.code())) {
                    pool.refused(flight.programmer.id());
                } else {
                    tryUntilReached(flight.programmer);
                }
                retarget(flight);
            }
            default -> {
                var reason =
                        refusal.isForGood() ? FailureReason.INVALID_PLAN : FailureReason.REFUSED;
                var message = flight.programmer.id() + " refused the order: " + refusal.detail();
                end(
                        flight,
                        AttemptState.FAILED,
                        new Failure(reason, message, refusal.retryAfterMs(), null));
            }
        }
    }

    @Override
    public void unreachable(InFlightAttempt flight) {
        metrics.refused("UNREACHABLE");
        if (!attempts.contains(flight)) {
            return;
        }
        LOG.warnf("programmer unreachable: agent=%s attempt=%s", flight.programmer.id(), flight.id);
        log.refusal(flight, "UNREACHABLE");
        tryUntilReached(flight.programmer);
        retarget(flight);
    }

    private void tryUntilReached(Programmer programmer) {
        pool.unreachable(programmer.id());
        probes.probe(programmer.address());
    }

    private void retarget(InFlightAttempt flight) {
        if (flight.isCancelled) {
            end(
                    flight,
                    AttemptState.CANCELLED,
                    Failure.of(FailureReason.CANCELLED, "Cancelled before a programmer took it."));
        } else {
            attempts.retarget(flight);
        }
    }

    @Override
    public void unsendable(InFlightAttempt flight, Failure failure) {
        var state =
                failure.reason() == FailureReason.CANCELLED
                        ? AttemptState.CANCELLED
                        : AttemptState.FAILED;
        end(flight, state, failure);
    }

    /** It has ended without a report. */
    private void end(InFlightAttempt flight, AttemptState state, Failure failure) {
        if (attempts.contains(flight)) {
            attempts.end(flight);
            states.ended(flight, state, failure);
            metrics.ended(state, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            runs.failed(flight, failure);
        }
    }

    @Override
    public void lost(InFlightAttempt flight, String why) {
        end(flight, AttemptState.LOST, LossRule.failure(flight.programmer.id(), why));
    }

    /** The attempt's result cannot be accepted; its slot was freed before. */
    private void refuse(InFlightAttempt flight, Failure failure) {
        states.ended(flight, AttemptState.FAILED, failure);
        metrics.ended(
                AttemptState.FAILED, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        runs.failed(flight, failure);
    }

    /** Its report is what became of it; its slot was freed before. */
    private void accept(
            InFlightAttempt flight, AttemptEvent.Report report, ReportIntake.Result.Taken taken) {
        states.reported(flight, report, taken.bundle(), taken.log());
        if (taken.attestation() != null) {
            states.attested(flight, taken.attestation());
        }
        metrics.ended(report.state(), Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        engine.afterCommit(flight.job.id(), () -> intake.release(flight.id));
        if (report.state() == AttemptState.SUCCEEDED) {
            runs.succeeded(flight, report);
        } else {
            runs.failed(flight, failureOf(flight, report));
        }
    }

    /** Nobody wanted an attempt stopped that was withdrawn because it seemed not to be there. */
    private static Failure failureOf(InFlightAttempt flight, AttemptEvent.Report report) {
        var failure = Objects.requireNonNull(report.receipt().failure());
        return flight.isWithdrawn
                        && !flight.isCancelled
                        && failure.reason() == FailureReason.CANCELLED
                ? Failure.of(
                        FailureReason.PROGRAMMER_LOST,
                        flight.programmer.id() + " did not know the attempt, and then it did.")
                : failure;
    }

    private void acknowledgeOnceCommitted(InFlightAttempt flight) {
        var to = flight.programmer.address();
        engine.afterCommit(flight.job.id(), () -> acknowledgements.add(to, flight.id));
    }
}
