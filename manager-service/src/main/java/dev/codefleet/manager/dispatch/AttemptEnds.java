package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt's end means: for its slot, its rows and its job. It belongs to the engine's
 * thread.
 */
final class AttemptEnds {
    private final Engine engine;
    private final Dispatcher dispatcher;
    private final StateWriter journal;
    private final JobRuns runs;
    private final ReportAcknowledgements acknowledgements;
    private final LiveLogs logs;
    private final DispatchMetrics metrics;
    private final Ticker ticker;

    AttemptEnds(
            Engine engine,
            Dispatcher dispatcher,
            StateWriter journal,
            JobRuns runs,
            ReportAcknowledgements acknowledgements,
            LiveLogs logs,
            DispatchMetrics metrics,
            Ticker ticker) {
        this.engine = engine;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.runs = runs;
        this.acknowledgements = acknowledgements;
        this.logs = logs;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    /** It has ended without a report. */
    void end(InFlightAttempt flight, AttemptState state, Failure failure) {
        if (dispatcher.isFlying(flight)) {
            dispatcher.land(flight);
            logs.end(flight.id);
            journal.ended(flight, state, failure);
            metrics.ended(state, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
            runs.failed(flight, failure);
        }
    }

    /** It was given up. */
    void lost(InFlightAttempt flight, String why) {
        end(flight, AttemptState.LOST, LossRule.failure(flight.programmer.id(), why));
    }

    /** The attempt's result cannot be accepted; its slot was freed before. */
    void refuse(InFlightAttempt flight, Failure failure) {
        logs.end(flight.id);
        journal.ended(flight, AttemptState.FAILED, failure);
        metrics.ended(
                AttemptState.FAILED, Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        runs.failed(flight, failure);
    }

    /**
     * Its report is what became of it; its slot was freed before.
     *
     * @param committed runs once that is committed, on any thread
     */
    void take(
            InFlightAttempt flight,
            AttemptEvent.Report report,
            byte @Nullable [] bundle,
            byte @Nullable [] wholeLog,
            Runnable committed) {
        journal.reported(flight, report, bundle, wholeLog);
        metrics.ended(report.state(), Duration.ofNanos(ticker.nanos() - flight.dispatchedNanos));
        acknowledgeOnceCommitted(flight);
        engine.afterCommit(flight.job.id(), () -> logs.end(flight.id));
        engine.afterCommit(flight.job.id(), committed);
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
        var url = flight.programmer.url();
        engine.afterCommit(flight.job.id(), () -> acknowledgements.add(url, flight.id));
    }
}
