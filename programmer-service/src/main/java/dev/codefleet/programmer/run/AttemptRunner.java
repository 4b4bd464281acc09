package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.TaskScheduler;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.report.AttemptFailures;
import dev.codefleet.programmer.report.AttemptFailures.NoWorkspace;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.IterationFailure;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.spool.WholeLog;
import dev.codefleet.programmer.stream.LogRelay;
import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal.Stopped;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Runs attempts, each on the thread that asks for it, to reports that are kept in the spool. */
public final class AttemptRunner implements Runner {
    private static final Logger LOG = Logger.getLogger(AttemptRunner.class);
    private static final int LOG_BYTES = 64 * 1024;

    private final Path directory;
    private final AttemptWork work;
    private final DeadMansSwitch deadMansSwitch;
    private final Spool spool;
    private final Receipts receipts;
    private final ProgrammerMetrics metrics;
    private final TaskScheduler timers;
    private final int logLinesPerSecond;
    private final long logMaxBytes;
    private final InstantSource clock;
    private final Ticker ticker;

    /**
     * @param directory where attempts work
     * @param logLinesPerSecond that are sent on
     * @param logMaxBytes of a whole log
     */
    public AttemptRunner(
            Path directory,
            AttemptWork work,
            DeadMansSwitch deadMansSwitch,
            Spool spool,
            Receipts receipts,
            ProgrammerMetrics metrics,
            TaskScheduler timers,
            int logLinesPerSecond,
            long logMaxBytes,
            InstantSource clock,
            Ticker ticker) {
        this.directory = directory;
        this.work = work;
        this.deadMansSwitch = deadMansSwitch;
        this.spool = spool;
        this.receipts = receipts;
        this.metrics = metrics;
        this.timers = timers;
        this.logLinesPerSecond = logLinesPerSecond;
        this.logMaxBytes = logMaxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public Report runNothing(Order order) {
        return receipts.report(
                order, new AttemptProgress(), null, clock.instant(), Duration.ZERO, "");
    }

    @Override
    public void run(Attempt attempt, Runnable freeSlot) {
        var excerpt = new Excerpt(LOG_BYTES);
        var whole = new WholeLog(spool.logFile(attempt.id()), logMaxBytes);
        var log = new LogRelay(attempt.events(), excerpt, whole, logLinesPerSecond, timers, ticker);
        var files = AttemptDirectory.of(attempt.id(), directory);
        var run = new AttemptRun(attempt, files, log, new AttemptProgress());
        var deadline = deadline(attempt);
        deadMansSwitch.begin(attempt.id(), attempt.stop());
        Report report;
        try {
            var failure = outcome(attempt, run.progress(), () -> begin(run));
            var took = Duration.ofNanos(ticker.nanos() - attempt.startedNanos());
            report =
                    receipts.report(
                            run.order(),
                            run.progress(),
                            failure.orElse(null),
                            attempt.startedAt(),
                            took,
                            excerpt.text(),
                            whole.finish(excerpt.wholeBytes()).orElse(null));
            log.flush();
            report = keep(run, report);
        } finally {
            deadMansSwitch.end(attempt.id());
            deadline.cancel(false);
            freeSlot.run();
        }
        metrics.attemptEnded(report.receipt());
        attempt.events().publish(report);
        clear(run);
    }

    private Optional<IterationFailure> begin(AttemptRun run) throws Exception {
        spool.begin(new Spool.Begun(run.order(), run.attempt().startedAt()));
        return work.run(run);
    }

    /** Does the work, and turns whatever it throws into a failure. */
    static Optional<Failure> outcome(
            Attempt attempt, AttemptProgress progress, Callable<Optional<IterationFailure>> work) {
        try {
            return work.call().map(IterationFailure::failure);
        } catch (Stopped | NoWorkspace | GitFailed e) {
            return Optional.of(brokenOff(e, attempt, progress));
        } catch (IOException e) {
            LOG.warnf("An attempt broke off: attempt=%s cause=%s", attempt.id(), e);
            return Optional.of(brokenOff(e, attempt, progress));
        } catch (Exception e) {
            LOG.errorf(e, "An attempt broke: attempt=%s", attempt.id());
            return Optional.of(brokenOff(e, attempt, progress));
        } catch (Error e) {
            // Such as too little memory for this attempt's work; without a report nobody would know
            // that it has ended.
            LOG.errorf(e, "An attempt broke: attempt=%s", attempt.id());
            return Optional.of(brokenOff(new ExecutionException(e), attempt, progress));
        }
    }

    private static Failure brokenOff(Exception e, Attempt attempt, AttemptProgress progress) {
        var failure = AttemptFailures.of(e, attempt.order().task().limits().timeout());
        var first = progress.firstFailure;
        return first == null ? failure : first.before(failure);
    }

    private Future<?> deadline(Attempt attempt) {
        return timers.after(
                attempt.order().task().limits().timeout(),
                "deadline",
                () -> attempt.stop().stop(StopReason.TIMED_OUT));
    }

    /** Keeps a report, and returns it; or one of a failure, if it is not to be kept. */
    private Report keep(AttemptRun run, Report report) {
        var attempt = run.attempt();
        // The report itself comes next.
        var end = new Spool.Finished(attempt.events().lastId() + 1, report);
        try {
            spool.finish(end);
            return report;
        } catch (IOException e) {
            LOG.warnf("A report cannot be kept as yet: attempt=%s cause=%s", attempt.id(), e);
        }
        try {
            // The attempt's own files may be what has filled the disk.
            clear(run);
            spool.finish(end);
            return report;
        } catch (IOException e) {
            LOG.errorf("A report cannot be kept: attempt=%s cause=%s", attempt.id(), e);
            discard(attempt);
            run.progress().bundle = null;
            var receipt = report.receipt();
            var took = Duration.ofMillis(receipt.times().durationMs());
            return receipts.report(
                    run.order(),
                    run.progress(),
                    AttemptFailures.notKept(e),
                    attempt.startedAt(),
                    took,
                    report.log());
        }
    }

    /** Its followers are told, and nobody else can be: what is left of it is only in the way. */
    private void discard(Attempt attempt) {
        try {
            spool.discard(attempt.id());
        } catch (IOException e) {
            LOG.warnf("An attempt stays in the spool: attempt=%s cause=%s", attempt.id(), e);
        }
    }

    private static void clear(AttemptRun run) {
        try {
            run.files().delete();
        } catch (IOException e) {
            LOG.warnf("An attempt's files cannot be deleted: attempt=%s cause=%s", run.id(), e);
        }
    }
}
