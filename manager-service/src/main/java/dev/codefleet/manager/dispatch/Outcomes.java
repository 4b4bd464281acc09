package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.programmers.StreamReader;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What follows from what becomes of attempts. It belongs to the engine's thread. */
final class Outcomes implements AttemptFollower.Listener {
    /**
     * Takes a report's bundle into the manager's repository, elsewhere, and answers on the engine's
     * thread.
     */
    interface Bundles {
        void take(
                InFlightAttempt flight,
                AttemptEvent.Report report,
                Consumer<byte[]> taken,
                Consumer<Failure> refused);
    }

    private final Dispatcher dispatcher;
    private final ProgrammerPool pool;
    private final StateWriter journal;
    private final JobLog log;
    private final Bundles bundles;
    private final ReportedLogs wholeLogs;
    private final Refusals refusals;
    private final AttemptEnds ends;
    private final LiveLogs logs;
    private final DispatchMetrics metrics;
    private final Ticker ticker;

    Outcomes(
            Dispatcher dispatcher,
            ProgrammerPool pool,
            StateWriter journal,
            JobLog log,
            Bundles bundles,
            ReportedLogs wholeLogs,
            Refusals refusals,
            AttemptEnds ends,
            LiveLogs logs,
            DispatchMetrics metrics,
            Ticker ticker) {
        this.dispatcher = dispatcher;
        this.pool = pool;
        this.journal = journal;
        this.log = log;
        this.bundles = bundles;
        this.wholeLogs = wholeLogs;
        this.refusals = refusals;
        this.ends = ends;
        this.logs = logs;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    @Override
    public void accepted(InFlightAttempt flight) {
        if (!flight.isAccepted && dispatcher.isFlying(flight)) {
            flight.isAccepted = true;
            pool.proven(flight.programmer.id());
            metrics.accepted(Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            journal.accepted(flight);
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
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        // The programmer has freed the slot before it reported, so it may serve others while the
        // bundle is taken.
        dispatcher.land(flight);
        var fault = ReportCheck.fault(Objects.requireNonNull(flight.follower).order(), report);
        if (fault.isPresent()) {
            ends.refuse(
                    flight,
                    Failure.of(
                            FailureReason.REFUSED, "The report was refused: " + fault.get() + "."));
        } else {
            wholeLogs.take(flight, report, log -> taken(flight, report, log));
        }
    }

    private void taken(InFlightAttempt flight, AttemptEvent.Report report, byte @Nullable [] log) {
        if (report.state() == AttemptState.SUCCEEDED && report.bundle() != null) {
            bundles.take(
                    flight,
                    report,
                    content -> end(flight, report, content, log),
                    failure -> {
                        wholeLogs.release(flight.id);
                        ends.refuse(flight, failure);
                    });
        } else {
            end(flight, report, null, log);
        }
    }

    private void end(
            InFlightAttempt flight,
            AttemptEvent.Report report,
            byte @Nullable [] bundle,
            byte @Nullable [] log) {
        ends.take(flight, report, bundle, log, () -> wholeLogs.release(flight.id));
    }

    @Override
    public void refused(InFlightAttempt flight, StreamReader.Refusal refusal) {
        refusals.refused(flight, refusal);
    }

    @Override
    public void unreachable(InFlightAttempt flight) {
        refusals.unreachable(flight);
    }

    @Override
    public void lost(InFlightAttempt flight, String why) {
        ends.lost(flight, why);
    }

    @Override
    public void unsendable(InFlightAttempt flight, Failure failure) {
        var state =
                failure.reason() == FailureReason.CANCELLED
                        ? AttemptState.CANCELLED
                        : AttemptState.FAILED;
        ends.end(flight, state, failure);
    }
}
