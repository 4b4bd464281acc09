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
        if (job.facts.files().repository() == null) {
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
     * @param base the commit to start from; null without a repository
     */
    void start(HeldJob job, @Nullable String base) {
        if (!(job.state instanceof Job.Queued queued)) {
            return;
        }
        job.base = base;
        states.job(job, queued.start());
        completion.limit(job);
        for (var subtask : job.subtasks) {
            if (job.graph.isOpen(subtask.number) && subtask.state instanceof Subtask.Waiting) {
                ready(job, subtask);
            }
        }
        completion.endIfDone(job);
    }

    /** A subtask's starting commit is known, or cannot be made. */
    private void prepared(HeldJob job, Work.OfSubtask subtask, Outcome<String> found) {
        switch (found) {
            case Outcome.Done(var commit) -> {
                subtask.start = commit;
                jobs.enqueue(job, subtask);
            }
            case Outcome.Failed(var failure) -> unstartable(job, subtask, failure);
        }
    }

    /** A subtask cannot start, and the job with it: what it builds on does not fit together. */
    private void unstartable(HeldJob job, Work.OfSubtask subtask, Failure failure) {
        if (subtask.state instanceof Subtask.Ready ready && job.isActive()) {
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
        for (var subtask : job.subtasks) {
            if (!(subtask.state instanceof Subtask.Ready ready)) {
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
    private void retry(HeldJob job, Work work) {
        switch (work) {
            case Work.OfSubtask subtask when subtask.start == null -> ready(job, subtask);
            case Work.OfSubtask subtask -> jobs.enqueue(job, subtask);
            case Work.OfFinalChecks checks -> jobs.enqueue(job, checks);
        }
    }

    /** The attempt's report was accepted as the subtask's result. */
    void succeeded(InFlightAttempt flight, Report report) {
        var job = flight.job;
        var work = flight.work;
        if (!(work.state instanceof Subtask.Running running)) {
            return;
        }
        job.workMs += report.receipt().times().executorMs() + report.receipt().times().checksMs();
        work.lastFailure = null;
        jobs.attemptEnded(job);
        states.work(job, work, running.succeed(report.receipt().commits().commit()));
        switch (work) {
            case Work.OfSubtask subtask -> {
                job.unfinished--;
                for (int dependent : job.graph.succeeded(subtask.number)) {
                    ready(job, job.subtask(dependent));
                }
                completion.endIfDone(job);
            }
            case Work.OfFinalChecks checks -> completion.integrate(job);
        }
    }

    /** The attempt has ended without a result. */
    void failed(InFlightAttempt flight, Failure failure) {
        failed(flight.job, flight.work, failure);
    }

    /** An attempt of a job that was taken over cannot be found any more. */
    void vanished(HeldJob job, Work work, AttemptId attempt, Failure failure) {
        states.vanished(job, attempt, failure);
        failed(job, work, failure);
    }

    /** Nobody could take it for too long: a further attempt would find nobody either. */
    void unschedulable(HeldJob job, Work work, Failure failure) {
        if (job.isEnding()) {
            return;
        }
        switch (work.state) {
            case Subtask.Ready ready -> fail(job, work, ready.fail(failure));
            case Subtask.Running running -> {
                jobs.attemptEnded(job);
                fail(job, work, running.fail(failure));
            }
            case Subtask.Pending p -> {}
            case Subtask.Succeeded s -> {}
            case Subtask.Failed f -> {}
            case Subtask.Cancelled c -> {}
            case Subtask.Skipped s -> {}
        }
    }

    private void failed(HeldJob job, Work work, Failure failure) {
        if (!(work.state instanceof Subtask.Running running)) {
            return;
        }
        jobs.attemptEnded(job);
        work.failed(failure);
        if (job.isEnding()) {
            completion.stopped(job, work, running);
            return;
        }
        int most = work.spec.limits().maxAttempts();
        switch (retries.decide(failure, work.failures, work.losses, most)) {
            case RetryPolicy.Decision.Retry retry -> {
                states.work(job, work, running.retry(clock.instant().plus(retry.delay())));
                log.subtask(job, work);
                jobs.after(job, retry.delay(), () -> retry(job, work));
            }
            case RetryPolicy.Decision.GiveUp giveUp -> fail(job, work, running.fail(failure));
        }
    }

    private void ready(HeldJob job, Work.OfSubtask subtask) {
        if (subtask.state instanceof Subtask.Pending pending) {
            states.work(job, subtask, pending.ready());
        }
        if (subtask.hasFiles) {
            repositories.start(job, subtask, found -> prepared(job, subtask, found));
        } else {
            jobs.enqueue(job, subtask);
        }
    }

    private void fail(HeldJob job, Work work, Subtask.Failed failed) {
        states.work(job, work, failed);
        switch (work) {
            case Work.OfSubtask subtask -> skipDependents(job, subtask, failed);
            case Work.OfFinalChecks checks -> completion.fail(job, failed.failure());
        }
    }

    private void skipDependents(HeldJob job, Work.OfSubtask subtask, Subtask.Failed failed) {
        log.subtask(job, subtask);
        job.unfinished--;
        for (int number : job.graph.failed(subtask.number)) {
            var skipped = job.subtask(number);
            if (skipped.state instanceof Subtask.Pending pending) {
                states.work(job, skipped, pending.skip(job.skipped(number, failed.failure())));
                log.subtask(job, skipped);
                job.unfinished--;
            }
        }
        completion.endIfDone(job);
    }
}
