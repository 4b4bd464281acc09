package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.schedule.ReadyQueue;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Completes held jobs: merges what their subtasks have made, has the final checks run, delivers,
 * and ends a job, also a cancelled or failed one, once nothing of it runs. It belongs to the
 * engine's thread.
 */
final class JobCompletion {
    private static final Duration CANCEL_AGAIN = Duration.ofMillis(300);

    /** Clients fetch a result as soon as it is there: for so long it need not be made again. */
    private static final Duration RESULT_AT_HAND = Duration.ofMinutes(10);

    private final StateWriter states;
    private final JobLog log;
    private final ReadyQueue<Work> queue;
    private final HeldJobs jobs;
    private final InFlightAttempts attempts;
    private final Engine engine;
    private final JobRepositories repositories;
    private final ProgrammerClient client;
    private final DispatchMetrics metrics;

    /** Is told of the heads of jobs that have succeeded, once that is committed. */
    private volatile BiConsumer<HeldJob, String> succeeded = (_, _) -> {};

    JobCompletion(
            StateWriter states,
            JobLog log,
            ReadyQueue<Work> queue,
            HeldJobs jobs,
            InFlightAttempts attempts,
            Engine engine,
            JobRepositories repositories,
            ProgrammerClient client,
            DispatchMetrics metrics) {
        this.states = states;
        this.log = log;
        this.queue = queue;
        this.jobs = jobs;
        this.attempts = attempts;
        this.engine = engine;
        this.repositories = repositories;
        this.client = client;
        this.metrics = metrics;
    }

    /** Tells somebody from now on which jobs have succeeded, and with which heads. */
    void tellSuccesses(BiConsumer<HeldJob, String> listener) {
        succeeded = listener;
    }

    /** Asks a job to end: what waits is cancelled now, what runs is stopped first. */
    void cancel(HeldJob job) {
        if (!job.isActive() || job.isCancelling) {
            return;
        }
        job.isCancelling = true;
        states.job(job, job.state);
        stop(job);
    }

    /**
     * Ends the job with a failure that is nobody's in particular: what waits is cancelled now, what
     * runs is stopped first.
     */
    void fail(HeldJob job, Failure failure) {
        if (job.isActive() && job.doom == null) {
            job.doom = failure;
            stop(job);
        }
    }

    /**
     * Has a job that is RUNNING from now on fail once its time is over: by a monotonic timer; what
     * was used up before is the database's word.
     */
    void limit(HeldJob job) {
        var left = job.facts.terms().timeout().minus(job.runningBefore);
        job.limitTimer =
                engine.after(
                        left,
                        () -> {
                            if (jobs.holds(job)) {
                                overtime(job);
                            }
                        });
    }

    /** The time that the job may be RUNNING is over. */
    private void overtime(HeldJob job) {
        if (job.state instanceof Job.Running && !job.isEnding()) {
            fail(
                    job,
                    Failure.of(
                            FailureReason.TIMED_OUT,
                            "The job was not done within its limit of "
                                    + job.facts.terms().timeout()
                                    + " (limits.timeout of its plan). What has succeeded in it is"
                                    + " kept: resumed, it goes on with the rest and has as much"
                                    + " time again."));
        }
    }

    /** The merged head was checked and delivered. */
    private void delivered(HeldJob job, @Nullable String head) {
        if (job.state instanceof Job.Integrating integrating) {
            end(job, job.isCancelling ? integrating.cancel() : integrating.succeed(head));
        }
    }

    /** Ends the job, or integrates it, if nothing of it runs or waits any more. */
    void endIfDone(HeldJob job) {
        if (job.unfinished > 0 || job.running > 0) {
            return;
        }
        switch (job.state) {
            case Job.Active active when job.isCancelling -> end(job, active.cancel());
            case Job.Active active when job.doom != null -> end(job, active.fail(job.doom));
            case Job.Running running when job.firstFailure().isPresent() ->
                    end(job, running.fail(job.firstFailure().get()));
            case Job.Running running -> {
                states.job(job, running.integrate());
                integrate(job);
            }
            case Job.Queued q -> {}
            case Job.Integrating i -> {}
            case Job.Succeeded s -> {}
            case Job.Failed f -> {}
            case Job.Cancelled c -> {}
        }
    }

    /** An attempt of a job that is ending runs no more. */
    void stopped(HeldJob job, Work work, Subtask.Running running) {
        states.work(job, work, running.cancel());
        switch (work) {
            case Work.OfSubtask subtask -> {
                log.subtask(job, subtask);
                job.unfinished--;
            }
            case Work.OfFinalChecks checks -> {}
        }
        endIfDone(job);
    }

    /** Merges what all subtasks have made, has the final checks run on it, and delivers it. */
    void integrate(HeldJob job) {
        if (job.facts.files().repository() == null) {
            delivered(job, null);
        } else if (job.head == null) {
            repositories.head(job, merge -> merged(job, merge));
        } else {
            checkOrDeliver(job, job.head);
        }
    }

    private void merged(HeldJob job, Outcome<String> merge) {
        switch (merge) {
            case Outcome.Done(var head) -> {
                if (job.state instanceof Job.Integrating) {
                    job.head = head;
                    checkOrDeliver(job, head);
                }
            }
            case Outcome.Failed(var failure) -> {
                if (failure.reason() == FailureReason.MERGE_CONFLICT) {
                    metrics.conflict();
                }
                fail(job, failure);
            }
        }
    }

    private void checkOrDeliver(HeldJob job, String head) {
        var checks = job.finalChecks;
        if (job.facts.terms().finalChecks().isEmpty()
                || checks.state instanceof Subtask.Succeeded) {
            repositories.deliver(
                    job,
                    head,
                    delivery -> {
                        switch (delivery) {
                            case Outcome.Done(var delivered) -> delivered(job, delivered);
                            case Outcome.Failed(var failure) -> fail(job, failure);
                        }
                    });
        } else if (checks.state instanceof Subtask.Pending pending) {
            checks.start = head;
            states.work(job, checks, pending.ready());
            jobs.enqueue(job, checks);
        }
    }

    private void stopAttempts(HeldJob job) {
        for (var flight : attempts.withdrawRefused(job)) {
            var failure =
                    Failure.of(FailureReason.CANCELLED, "Cancelled before a programmer took it.");
            states.ended(flight, AttemptState.CANCELLED, failure);
            if (flight.work.state instanceof Subtask.Running running) {
                jobs.attemptEnded(job);
                flight.work.failed(failure);
                stopped(job, flight.work, running);
            }
        }
        for (var flight : attempts.of(job)) {
            flight.isCancelled = true;
            stopOnceCommitted(flight);
        }
    }

    /** Once stopped, an attempt says so for ever: a successor must find that it was asked to. */
    void stopOnceCommitted(InFlightAttempt flight) {
        engine.afterCommit(flight.job.id(), () -> stop(flight));
    }

    /**
     * Asks until the attempt has ended: the order may still be on its way when the first cancel
     * arrives.
     */
    private void stop(InFlightAttempt flight) {
        if (attempts.contains(flight)) {
            client.cancel(flight.programmer.address(), flight.id);
            engine.after(CANCEL_AGAIN, () -> stop(flight));
        }
    }

    private void stop(HeldJob job) {
        queue.remove(job.id());
        for (var subtask : job.subtasks) {
            if (subtask.state instanceof Subtask.Waiting waiting) {
                states.work(job, subtask, waiting.cancel());
                job.unfinished--;
            }
        }
        stopAttempts(job);
        endIfDone(job);
    }

    private void end(HeldJob job, Job end) {
        states.job(job, end);
        if (end instanceof Job.Succeeded(var head) && head != null) {
            engine.afterCommit(job.id(), () -> succeeded.accept(job, head));
        }
        jobs.ended(job);
        releaseLater(job);
    }

    /** The job itself is not kept for it: an ended one may be large. */
    private void releaseLater(HeldJob job) {
        if (job.base != null && job.facts.files().repository() != null) {
            var origin = new Origin(job.id(), job.facts.files().repository(), job.base);
            engine.after(
                    RESULT_AT_HAND,
                    () -> {
                        // It may have been resumed, and be at work in its repository again.
                        if (!jobs.contains(origin.job())) {
                            repositories.release(origin);
                        }
                    });
        }
    }
}
