package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.RetryPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows for a job when something happens to it. It belongs to the engine's thread. */
final class JobRuns {
    private static final int LONGEST_CHAIN = 20;

    private final Journal journal;
    private final ReadyQueue queue;
    private final RetryPolicy retries;
    private final InstantSource clock;
    private final Background background;

    /** What a job needs done elsewhere; each answers by a later task on the engine's thread. */
    interface Background {
        /** Finds or makes the commit that a subtask starts from, then {@link #prepared}. */
        void prepare(HeldJob job, int subtask);

        /** Merges, checks and delivers. */
        void integrate(HeldJob job);

        /** Goes on with {@link #retry} when the wait is over. */
        void later(HeldJob job, int subtask, Duration delay);

        /** Stops what is under way for the job. */
        void cancelFlights(HeldJob job);

        /** The job has ended. */
        void forget(HeldJob job);
    }

    JobRuns(
            Journal journal,
            ReadyQueue queue,
            RetryPolicy retries,
            InstantSource clock,
            Background background) {
        this.journal = journal;
        this.queue = queue;
        this.retries = retries;
        this.clock = clock;
        this.background = background;
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
        for (int subtask = 0; subtask < job.graph.size(); subtask++) {
            if (job.graph.isOpen(subtask)
                    && job.progress[subtask].state instanceof Subtask.Waiting) {
                ready(job, subtask);
            }
        }
        finishIfDone(job);
    }

    /** A subtask's starting commit is known. */
    void prepared(HeldJob job, int subtask, @Nullable String base) {
        job.progress(subtask).base = base;
        requeue(job, subtask);
    }

    /** A subtask cannot start, and the job with it: what it builds on does not fit together. */
    void unpreparable(HeldJob job, int subtask, Failure failure) {
        if (job.progress(subtask).state instanceof Subtask.Ready ready && job.isActive()) {
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
                background.later(job, subtask, wait);
            } else {
                ready(job, subtask);
            }
        }
        finishIfDone(job);
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
            queue.offer(
                    new ReadyQueue.Ready(
                            job.id(), subtask, job.demand(subtask), job.priority(subtask)));
        }
    }

    /** The attempt's report was accepted as the subtask's result. */
    void succeeded(Flight flight, Report report) {
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
            background.integrate(job);
            return;
        }
        job.unfinished--;
        for (int dependent : job.graph.succeeded(flight.subtask)) {
            ready(job, dependent);
        }
        finishIfDone(job);
    }

    /** The attempt has ended without a result. */
    void failed(Flight flight, Failure failure) {
        failed(flight.job, flight.subtask, failure);
    }

    /** An attempt of a job that was taken over cannot be found any more. */
    void vanished(HeldJob job, int subtask, AttemptId attempt, Failure failure) {
        journal.vanished(job, attempt, failure);
        failed(job, subtask, failure);
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
                journal.logSubtask(job, subtask);
                background.later(job, subtask, retry.delay());
            }
            case RetryPolicy.Decision.GiveUp giveUp -> fail(job, subtask, running.fail(failure));
        }
    }

    /** Asks a job to end: what waits is cancelled now, what runs is stopped first. */
    void cancel(HeldJob job) {
        if (!job.isActive() || job.isCancelling) {
            return;
        }
        job.isCancelling = true;
        journal.job(job, job.state);
        stop(job);
    }

    /**
     * Ends the job with a failure that is nobody's in particular: what waits is cancelled now, what
     * runs is stopped first.
     */
    void failJob(HeldJob job, Failure failure) {
        if (job.isActive() && job.doom == null) {
            job.doom = failure;
            stop(job);
        }
    }

    private void stop(HeldJob job) {
        queue.remove(job.id());
        for (int subtask = 0; subtask < job.graph.size(); subtask++) {
            if (job.progress[subtask].state instanceof Subtask.Waiting waiting) {
                journal.subtask(job, subtask, waiting.cancel());
                job.unfinished--;
            }
        }
        background.cancelFlights(job);
        finishIfDone(job);
    }

    /** The merged head was checked and delivered. */
    void delivered(HeldJob job, @Nullable String head) {
        if (job.state instanceof Job.Integrating integrating) {
            end(job, job.isCancelling ? integrating.cancel() : integrating.succeed(head));
        }
    }

    private void ready(HeldJob job, int subtask) {
        if (job.progress(subtask).state instanceof Subtask.Pending pending) {
            journal.subtask(job, subtask, pending.ready());
        }
        if (job.hasFiles(subtask)) {
            background.prepare(job, subtask);
        } else {
            requeue(job, subtask);
        }
    }

    private void fail(HeldJob job, int subtask, Subtask.Failed failed) {
        journal.subtask(job, subtask, failed);
        if (subtask == HeldJob.FINAL_CHECKS) {
            failJob(job, failed.failure());
            return;
        }
        journal.logSubtask(job, subtask);
        job.unfinished--;
        for (int skipped : job.graph.failed(subtask)) {
            if (job.progress[skipped].state instanceof Subtask.Pending pending) {
                journal.subtask(job, skipped, pending.skip(chain(job, skipped, failed.failure())));
                journal.logSubtask(job, skipped);
                job.unfinished--;
            }
        }
        finishIfDone(job);
    }

    private void endCancelled(HeldJob job, int subtask, Subtask.Cancelled cancelled) {
        journal.subtask(job, subtask, cancelled);
        if (subtask != HeldJob.FINAL_CHECKS) {
            journal.logSubtask(job, subtask);
            job.unfinished--;
        }
        finishIfDone(job);
    }

    private void landed(HeldJob job) {
        job.running--;
        queue.ended(job.id());
    }

    private void finishIfDone(HeldJob job) {
        if (job.unfinished > 0 || job.running > 0) {
            return;
        }
        switch (job.state) {
            case Job.Active active when job.isCancelling -> end(job, active.cancel());
            case Job.Active active when job.doom != null -> end(job, active.fail(job.doom));
            case Job.Running running when job.firstFailure().isPresent() ->
                    end(job, running.fail(job.firstFailure().get()));
            case Job.Running running -> {
                journal.job(job, running.integrate());
                background.integrate(job);
            }
            case Job.Queued q -> {}
            case Job.Integrating i -> {}
            case Job.Succeeded s -> {}
            case Job.Failed f -> {}
            case Job.Cancelled c -> {}
        }
    }

    private void end(HeldJob job, Job end) {
        journal.job(job, end);
        queue.remove(job.id());
        background.forget(job);
    }

    private static Failure chain(HeldJob job, int skipped, Failure cause) {
        var chain = job.graph.chainTo(skipped, LONGEST_CHAIN);
        int root = job.graph.rootCause(skipped);
        var start = chain.getFirst() == root ? "" : job.key(root) + " -> ... -> ";
        var links = chain.stream().map(job::key).collect(Collectors.joining(" -> "));
        return Failure.of(cause.reason(), "Skipped, because a dependency failed: " + start + links);
    }
}
