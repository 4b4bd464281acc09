package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.job.LiveLogs;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt's end means: for its slot, its rows and its job. It belongs to the engine's
 * thread.
 */
final class Outcomes implements AttemptFollower.Listener {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int GONE = 410;
    private static final int UNAVAILABLE = 503;

    /** Asked to end an attempt that it did not know, a programmer refuses its order for ever. */
    private static final String WITHDRAWN = "ATTEMPT_CANCELLED";

    /** Refusals that end with news in the programmer's beats. Of the end of others nobody tells. */
    private static final Set<String> TOLD_BY_BEATS = Set.of("SLOTS_FULL", "DRAINING");

    /**
     * Takes a report's bundle into the manager's repository, elsewhere, and answers on the engine's
     * thread.
     */
    interface Bundles {
        void take(
                Flight flight,
                AttemptEvent.Report report,
                Consumer<byte[]> taken,
                Consumer<Failure> refused);
    }

    /** Tries an unreachable programmer until it answers. */
    interface Probes {
        void probe(AgentId programmer, String url);
    }

    private final Engine engine;
    private final Dispatcher dispatcher;
    private final ProgrammerPool pool;
    private final Journal journal;
    private final JobRuns runs;
    private final Bundles bundles;
    private final Probes probes;
    private final Acknowledgements acknowledgements;
    private final LiveLogs logs;
    private final DispatchMetrics metrics;
    private final Ticker ticker;
    private final Consumer<HeldJob> notOurs;

    Outcomes(
            Engine engine,
            Dispatcher dispatcher,
            ProgrammerPool pool,
            Journal journal,
            JobRuns runs,
            Bundles bundles,
            Probes probes,
            Acknowledgements acknowledgements,
            LiveLogs logs,
            DispatchMetrics metrics,
            Ticker ticker,
            Consumer<HeldJob> notOurs) {
        this.engine = engine;
        this.dispatcher = dispatcher;
        this.pool = pool;
        this.journal = journal;
        this.runs = runs;
        this.bundles = bundles;
        this.probes = probes;
        this.acknowledgements = acknowledgements;
        this.logs = logs;
        this.metrics = metrics;
        this.ticker = ticker;
        this.notOurs = notOurs;
    }

    @Override
    public void accepted(Flight flight) {
        if (!flight.isAccepted && dispatcher.isFlying(flight)) {
            flight.isAccepted = true;
            pool.proven(flight.programmer.id());
            metrics.accepted(Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            journal.accepted(flight);
        }
    }

    @Override
    public void progressed(Flight flight, AttemptEvent.Progress progress) {
        journal.progressed(flight, progress.phase(), progress.iteration());
    }

    @Override
    public void logged(Flight flight, AttemptEvent.Log log) {
        logs.append(flight.id, log);
    }

    @Override
    public void reported(Flight flight, AttemptEvent.Report report) {
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        // The programmer has freed the slot before it reported, so it may serve others while the
        // bundle is taken.
        dispatcher.land(flight);
        var fault = ReportCheck.fault(Objects.requireNonNull(flight.follower).order(), report);
        if (fault.isPresent()) {
            refuse(
                    flight,
                    Failure.of(
                            FailureReason.REFUSED, "The report was refused: " + fault.get() + "."));
        } else if (report.state() == AttemptState.SUCCEEDED && report.bundle() != null) {
            bundles.take(
                    flight,
                    report,
                    content -> take(flight, report, content),
                    failure -> refuse(flight, failure));
        } else {
            take(flight, report, null);
        }
    }

    @Override
    public void refused(Flight flight, StreamReader.Refusal refusal) {
        metrics.refused(refusal.code());
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        pool.proven(flight.programmer.id());
        if (refusal.epoch() != null) {
            flight.programmer.epochIs(refusal.epoch());
            dispatcher.sendAgain(flight);
            return;
        }
        journal.refused(flight, refusal.code());
        switch (refusal.status()) {
            case CONFLICT -> notOurs.accept(flight.job);
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
                        new Failure(reason, message, refusal.retryAfterMs()));
            }
        }
    }

    @Override
    public void unreachable(Flight flight) {
        metrics.refused("UNREACHABLE");
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        LOG.warnf("programmer unreachable: agent=%s attempt=%s", flight.programmer.id(), flight.id);
        journal.refused(flight, "UNREACHABLE");
        tryUntilReached(flight.programmer);
        retarget(flight);
    }

    @Override
    public void lost(Flight flight, String why) {
        var message = flight.programmer.id() + " was given up: " + why + ".";
        end(flight, AttemptState.LOST, Failure.of(FailureReason.PROGRAMMER_LOST, message));
    }

    @Override
    public void unsendable(Flight flight, Failure failure) {
        var state =
                failure.reason() == FailureReason.CANCELLED
                        ? AttemptState.CANCELLED
                        : AttemptState.FAILED;
        end(flight, state, failure);
    }

    private void tryUntilReached(Programmer programmer) {
        pool.unreachable(programmer.id());
        probes.probe(programmer.id(), programmer.url());
    }

    private void retarget(Flight flight) {
        if (flight.isCancelled) {
            end(
                    flight,
                    AttemptState.CANCELLED,
                    Failure.of(FailureReason.CANCELLED, "Cancelled before a programmer took it."));
        } else {
            dispatcher.retarget(flight);
        }
    }

    private void end(Flight flight, AttemptState state, Failure failure) {
        if (dispatcher.isFlying(flight)) {
            dispatcher.land(flight);
            logs.end(flight.id);
            journal.ended(flight, state, failure);
            metrics.ended(state, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            runs.failed(flight, failure);
        }
    }

    /** The attempt's result cannot be accepted; its slot was freed before. */
    private void refuse(Flight flight, Failure failure) {
        logs.end(flight.id);
        journal.ended(flight, AttemptState.FAILED, failure);
        metrics.ended(
                AttemptState.FAILED, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        runs.failed(flight, failure);
    }

    private void take(Flight flight, AttemptEvent.Report report, byte @Nullable [] bundle) {
        journal.reported(flight, report, bundle);
        metrics.ended(report.state(), Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        engine.afterCommit(flight.job.id(), () -> logs.end(flight.id));
        if (report.state() == AttemptState.SUCCEEDED) {
            runs.succeeded(flight, report);
        } else {
            runs.failed(flight, failureOf(flight, report));
        }
    }

    /** Nobody wanted an attempt stopped that was withdrawn because it seemed not to be there. */
    private static Failure failureOf(Flight flight, AttemptEvent.Report report) {
        var failure = Objects.requireNonNull(report.receipt().failure());
        return flight.isWithdrawn
                        && !flight.isCancelled
                        && failure.reason() == FailureReason.CANCELLED
                ? Failure.of(
                        FailureReason.PROGRAMMER_LOST,
                        flight.programmer.id() + " did not know the attempt, and then it did.")
                : failure;
    }

    private void acknowledgeOnceCommitted(Flight flight) {
        var url = flight.programmer.url();
        engine.afterCommit(flight.job.id(), () -> acknowledgements.add(url, flight.id));
    }
}
