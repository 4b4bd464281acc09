package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.RetryPolicy;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What follows for a job when something happens to one of its subtasks. It belongs to the engine's
 * thread.
 */
final class JobRuns {
    private final StateWriter journal;
    private final JobLog log;
    private final ReadyQueue queue;
    private final RetryPolicy retries;
    private final InstantSource clock;
    private final Ticker ticker;
    private final DispatchMetrics metrics;
    private final JobEnds ends;
    private final Errands errands;

    JobRuns(
            StateWriter journal,
            JobLog log,
            ReadyQueue queue,
            RetryPolicy retries,
            InstantSource clock,
            Ticker ticker,
            DispatchMetrics metrics,
            JobEnds ends,
            Errands errands) {
        this.journal = journal;
        this.log = log;
        this.queue = queue;
        this.retries = retries;
        this.clock = clock;
        this.ticker = ticker;
        this.metrics = metrics;
        this.ends = ends;
        this.errands = errands;
    }

    /**
     * The job's subtasks may run: all, or those that have not succeeded before it was resumed.
     *
     * @param origin the commit to start from; null without a repository
     */
    void start(HeldJob job, @Nullable String origin) {
        if (!(job.state instanceof Job.Queued queued)) {
            return;
        }
        job.origin = origin;
        journal.job(job, queued.start());
        errands.limit(job);
        for (int subtask = 0; subtask < job.graph.size(); subtask++) {
            if (job.graph.isOpen(subtask)
                    && job.progress[subtask].state instanceof Subtask.Waiting) {
                ready(job, subtask);
            }
        }
        ends.endIfDone(job);
    }

    /** A subtask's starting commit is known. */
    void prepared(HeldJob job, int subtask, @Nullable String base) {
        job.progress(subtask).base = base;
        requeue(job, subtask);
    }

    /** A subtask cannot start, and the job with it: what it builds on does not fit together. */
    void unpreparable(HeldJob job, int subtask, Failure failure) {
        if (job.progress(subtask).state instanceof Subtask.Ready ready && job.isActive()) {
            if (failure.reason() == FailureReason.MERGE_CONFLICT) {
                metrics.conflict();
            }
            fail(job, subtask, ready.fail(failure));
        }
    }

    /**
     * Goes on with a RUNNING job that was taken over: what is ready is prepared, and waits if it
     * has to.
     */
    void resume(HeldJob job) {
        for (int subtask = 0; subtask < job.graph.size(); subtask++) {
            if (!(job.progress[subtask].state instanceof Subtask.Ready ready)) {
                continue;
            }
            var wait = waitOf(ready);
            if (wait.isPositive()) {
                errands.later(job, subtask, wait);
            } else {
                ready(job, subtask);
            }
        }
        ends.endIfDone(job);
    }

    /**
     * The time was told by another manager, whose clock may be far ahead: without this bound the
     * job would stand still for the difference.
     */
    private Duration waitOf(Subtask.Ready ready) {
        var notBefore = ready.notBefore();
        if (notBefore == null) {
            return Duration.ZERO;
        }
        var wait = Duration.between(clock.instant(), notBefore);
        return wait.compareTo(RetryPolicy.LONGEST) > 0 ? RetryPolicy.LONGEST : wait;
    }

    /** The wait of a ready subtask is over. */
    void retry(HeldJob job, int subtask) {
        if (job.progress(subtask).base != null) {
            requeue(job, subtask);
        } else {
            ready(job, subtask);
        }
    }

    /** A ready subtask waits for a slot from now on. */
    void requeue(HeldJob job, int subtask) {
        if (job.isActive()
                && !job.isEnding()
                && job.progress(subtask).state instanceof Subtask.Ready) {
            job.progress(subtask).readyNanos = ticker.nanos();
            queue.offer(
                    new ReadyQueue.Ready(
                            job.id(), subtask, job.demand(subtask), job.priority(subtask)));
        }
    }

    /** The attempt's report was accepted as the subtask's result. */
    void succeeded(InFlightAttempt flight, Report report) {
        var job = flight.job;
        var progress = job.progress(flight.subtask);
        if (!(progress.state instanceof Subtask.Running running)) {
            return;
        }
        job.workMs += report.receipt().executorMs() + report.receipt().checksMs();
        progress.lastFailure = null;
        landed(job);
        journal.subtask(job, flight.subtask, running.succeed(report.receipt().commit()));
        if (flight.subtask == HeldJob.FINAL_CHECKS) {
            errands.integrate(job);
            return;
        }
        job.unfinished--;
        for (int dependent : job.graph.succeeded(flight.subtask)) {
            ready(job, dependent);
        }
        ends.endIfDone(job);
    }

    /** The attempt has ended without a result. */
    void failed(InFlightAttempt flight, Failure failure) {
        failed(flight.job, flight.subtask, failure);
    }

    /** An attempt of a job that was taken over cannot be found any more. */
    void vanished(HeldJob job, int subtask, AttemptId attempt, Failure failure) {
        journal.vanished(job, attempt, failure);
        failed(job, subtask, failure);
    }

    /** Nobody could take it for too long: a further attempt would find nobody either. */
    void unschedulable(HeldJob job, int subtask, Failure failure) {
        if (job.isEnding()) {
            return;
        }
        switch (job.progress(subtask).state) {
            case Subtask.Ready ready -> fail(job, subtask, ready.fail(failure));
            case Subtask.Running running -> {
                landed(job);
                fail(job, subtask, running.fail(failure));
            }
            case Subtask.Pending p -> {}
            case Subtask.Succeeded s -> {}
            case Subtask.Failed f -> {}
            case Subtask.Cancelled c -> {}
            case Subtask.Skipped s -> {}
        }
    }

    private void failed(HeldJob job, int subtask, Failure failure) {
        var progress = job.progress(subtask);
        if (!(progress.state instanceof Subtask.Running running)) {
            return;
        }
        landed(job);
        progress.lastFailure = failure;
        if (RetryPolicy.isInfrastructure(failure.reason())) {
            progress.losses++;
        } else {
            progress.failures++;
        }
        if (job.isEnding()) {
            endCancelled(job, subtask, running.cancel());
            return;
        }
        int most = job.limits(subtask).maxAttempts();
        switch (retries.decide(failure, progress.failures, progress.losses, most)) {
            case RetryPolicy.Decision.Retry retry -> {
                journal.subtask(job, subtask, running.retry(clock.instant().plus(retry.delay())));
                log.subtask(job, subtask);
                errands.later(job, subtask, retry.delay());
            }
            case RetryPolicy.Decision.GiveUp giveUp -> fail(job, subtask, running.fail(failure));
        }
    }

    private void ready(HeldJob job, int subtask) {
        if (job.progress(subtask).state instanceof Subtask.Pending pending) {
            journal.subtask(job, subtask, pending.ready());
        }
        if (job.hasFiles(subtask)) {
            errands.prepare(job, subtask);
        } else {
            requeue(job, subtask);
        }
    }

    private void fail(HeldJob job, int subtask, Subtask.Failed failed) {
        journal.subtask(job, subtask, failed);
        if (subtask == HeldJob.FINAL_CHECKS) {
            ends.fail(job, failed.failure());
            return;
        }
        log.subtask(job, subtask);
        job.unfinished--;
        for (int skipped : job.graph.failed(subtask)) {
            if (job.progress[skipped].state instanceof Subtask.Pending pending) {
                journal.subtask(job, skipped, pending.skip(job.skipped(skipped, failed.failure())));
                log.subtask(job, skipped);
                job.unfinished--;
            }
        }
        ends.endIfDone(job);
    }

    private void endCancelled(HeldJob job, int subtask, Subtask.Cancelled cancelled) {
        journal.subtask(job, subtask, cancelled);
        if (subtask != HeldJob.FINAL_CHECKS) {
            log.subtask(job, subtask);
            job.unfinished--;
        }
        ends.endIfDone(job);
    }

    private void landed(HeldJob job) {
        job.running--;
        queue.ended(job.id());
    }
}
