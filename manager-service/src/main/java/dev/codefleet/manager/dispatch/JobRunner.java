package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.RetryPolicy;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs the subtasks of held jobs: from the commit that a job starts from, over what becomes ready
 * and what is tried again, to each subtask's end. What that means for the job is {@link
 * JobCompletion}'s. It belongs to the engine's thread.
 */
final class JobRunner {
    private final StateWriter states;
    private final JobLog log;
    private final RetryPolicy retries;
    private final InstantSource clock;
    private final DispatchMetrics metrics;
    private final JobCompletion completion;
    private final HeldJobs jobs;
    private final JobRepositories repositories;

    JobRunner(
            StateWriter states,
            JobLog log,
            RetryPolicy retries,
            InstantSource clock,
            DispatchMetrics metrics,
            JobCompletion completion,
            HeldJobs jobs,
            JobRepositories repositories) {
        this.states = states;
        this.log = log;
        this.retries = retries;
        this.clock = clock;
        this.metrics = metrics;
        this.completion = completion;
        this.jobs = jobs;
        this.repositories = repositories;
    }

    /** Takes up a job that was just accepted. */
    void begin(HeldJob job) {
        var known = jobs.get(job.id());
        if (known != null && known.facts.fence() > job.facts.fence()) {
            return;
        }
        jobs.hold(job);
        if (job.facts.repository() == null) {
            start(job, null);
        } else {
            resolve(job);
        }
    }

    /** Finds the commit that a QUEUED job starts from, then starts it. */
    void resolve(HeldJob job) {
        repositories.resolve(
                job,
                found -> {
                    switch (found) {
                        case Outcome.Done(var commit) -> start(job, commit);
                        case Outcome.Failed(var failure) -> completion.fail(job, failure);
                    }
                });
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
        states.job(job, queued.start());
        completion.limit(job);
        for (int subtask = 0; subtask < job.graph.size(); subtask++) {
            if (job.graph.isOpen(subtask)
                    && job.progress[subtask].state instanceof Subtask.Waiting) {
                ready(job, subtask);
            }
        }
        completion.endIfDone(job);
    }

    /** A subtask's starting commit is known, or cannot be made. */
    private void based(HeldJob job, int subtask, Outcome<String> found) {
        switch (found) {
            case Outcome.Done(var base) -> {
                job.progress(subtask).base = base;
                jobs.enqueue(job, subtask);
            }
            case Outcome.Failed(var failure) -> baseless(job, subtask, failure);
        }
    }

    /** A subtask cannot start, and the job with it: what it builds on does not fit together. */
    private void baseless(HeldJob job, int subtask, Failure failure) {
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
        for (int number = 0; number < job.graph.size(); number++) {
            int subtask = number;
            if (!(job.progress[subtask].state instanceof Subtask.Ready ready)) {
                continue;
            }
            var wait = waitOf(ready);
            if (wait.isPositive()) {
                jobs.after(job, wait, () -> retry(job, subtask));
            } else {
                ready(job, subtask);
            }
        }
        completion.endIfDone(job);
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
    private void retry(HeldJob job, int subtask) {
        if (job.progress(subtask).base != null) {
            jobs.enqueue(job, subtask);
        } else {
            ready(job, subtask);
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
        jobs.attemptEnded(job);
        states.subtask(job, flight.subtask, running.succeed(report.receipt().commit()));
        if (flight.subtask == HeldJob.FINAL_CHECKS) {
            completion.integrate(job);
            return;
        }
        job.unfinished--;
        for (int dependent : job.graph.succeeded(flight.subtask)) {
            ready(job, dependent);
        }
        completion.endIfDone(job);
    }

    /** The attempt has ended without a result. */
    void failed(InFlightAttempt flight, Failure failure) {
        failed(flight.job, flight.subtask, failure);
    }

    /** An attempt of a job that was taken over cannot be found any more. */
    void vanished(HeldJob job, int subtask, AttemptId attempt, Failure failure) {
        states.vanished(job, attempt, failure);
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
                jobs.attemptEnded(job);
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
        jobs.attemptEnded(job);
        progress.failed(failure);
        if (job.isEnding()) {
            completion.stopped(job, subtask, running);
            return;
        }
        int most = job.limits(subtask).maxAttempts();
        switch (retries.decide(failure, progress.failures, progress.losses, most)) {
            case RetryPolicy.Decision.Retry retry -> {
                states.subtask(job, subtask, running.retry(clock.instant().plus(retry.delay())));
                log.subtask(job, subtask);
                jobs.after(job, retry.delay(), () -> retry(job, subtask));
            }
            case RetryPolicy.Decision.GiveUp giveUp -> fail(job, subtask, running.fail(failure));
        }
    }

    private void ready(HeldJob job, int subtask) {
        if (job.progress(subtask).state instanceof Subtask.Pending pending) {
            states.subtask(job, subtask, pending.ready());
        }
        if (job.hasFiles(subtask)) {
            repositories.base(job, subtask, found -> based(job, subtask, found));
        } else {
            jobs.enqueue(job, subtask);
        }
    }

    private void fail(HeldJob job, int subtask, Subtask.Failed failed) {
        states.subtask(job, subtask, failed);
        if (subtask == HeldJob.FINAL_CHECKS) {
            completion.fail(job, failed.failure());
            return;
        }
        log.subtask(job, subtask);
        job.unfinished--;
        for (int skipped : job.graph.failed(subtask)) {
            if (job.progress[skipped].state instanceof Subtask.Pending pending) {
                states.subtask(job, skipped, pending.skip(job.skipped(skipped, failed.failure())));
                log.subtask(job, skipped);
                job.unfinished--;
            }
        }
        completion.endIfDone(job);
    }
}
