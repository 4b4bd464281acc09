package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.schedule.ReadyQueue;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Carries a job through what takes time: git, retries' waits, cancelling. It belongs to the
 * engine's thread.
 */
final class JobStages implements Errands {
    private static final Duration CANCEL_AGAIN = Duration.ofMillis(300);

    /** Clients fetch a result as soon as it is there: for so long it need not be made again. */
    private static final Duration RESULT_AT_HAND = Duration.ofMinutes(10);

    private final Map<JobId, HeldJob> jobs;
    private final OwnAttempts ours;
    private final Engine engine;
    private final GitWork git;
    private final Dispatcher dispatcher;
    private final StateWriter journal;
    private final ReadyQueue queue;
    private final ProgrammerClient client;
    private final Vertx timers;
    private final CommittedEvents events;
    private final LiveLogs logs;
    private final DispatchMetrics metrics;
    private final Supplier<JobRuns> runs;
    private final Supplier<JobEnds> ends;

    JobStages(
            Map<JobId, HeldJob> jobs,
            OwnAttempts ours,
            Engine engine,
            GitWork git,
            Dispatcher dispatcher,
            StateWriter journal,
            ReadyQueue queue,
            ProgrammerClient client,
            Vertx timers,
            CommittedEvents events,
            LiveLogs logs,
            DispatchMetrics metrics,
            Supplier<JobRuns> runs,
            Supplier<JobEnds> ends) {
        this.jobs = jobs;
        this.ours = ours;
        this.engine = engine;
        this.git = git;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.queue = queue;
        this.client = client;
        this.timers = timers;
        this.events = events;
        this.logs = logs;
        this.metrics = metrics;
        this.runs = runs;
        this.ends = ends;
    }

    /** Takes up a job that was just accepted. */
    void begin(HeldJob job) {
        var known = jobs.get(job.id());
        if (known != null && known.facts.fence() > job.facts.fence()) {
            return;
        }
        hold(job);
        if (job.facts.repository() == null) {
            runs().start(job, null);
        } else {
            resolve(job);
        }
    }

    /** From now on the job is worked on here. */
    void hold(HeldJob job) {
        jobs.put(job.id(), job);
        queue.add(job.id(), job.facts.maxWorkers());
    }

    /** Finds the commit that a QUEUED job starts from, then starts it. */
    void resolve(HeldJob job) {
        git.resolve(job, commit -> runs().start(job, commit), failure -> ends().fail(job, failure));
    }

    @Override
    public void prepare(HeldJob job, int subtask) {
        git.base(
                job,
                subtask,
                base -> runs().prepared(job, subtask, base),
                failure -> runs().unpreparable(job, subtask, failure));
    }

    @Override
    public void integrate(HeldJob job) {
        if (job.facts.repository() == null) {
            ends().delivered(job, null);
        } else if (job.head == null) {
            git.head(job, head -> merged(job, head), failure -> unmergeable(job, failure));
        } else {
            checkOrDeliver(job, job.head);
        }
    }

    @Override
    public void later(HeldJob job, int subtask, Duration delay) {
        timers.setTimer(
                Math.max(1, delay.toMillis()),
                timer ->
                        engine.execute(() -> {
                            if (jobs.get(job.id()) == job) {
                                runs().retry(job, subtask);
                            }
                        }));
    }

    /** By a monotonic timer; what was used up before is the database's word. */
    @Override
    public void limit(HeldJob job) {
        var left = job.facts.timeout().minus(job.runningBefore);
        job.limitTimer =
                timers.setTimer(
                        Math.max(1, left.toMillis()),
                        timer ->
                                engine.execute(() -> {
                                    if (jobs.get(job.id()) == job) {
                                        ends().overtime(job);
                                    }
                                }));
    }

    /** The timer keeps the whole job in memory. */
    private void unlimit(HeldJob job) {
        if (job.limitTimer != null) {
            timers.cancelTimer(job.limitTimer);
            job.limitTimer = null;
        }
    }

    @Override
    public void cancelFlights(HeldJob job) {
        for (var flight : dispatcher.withdrawRefused(job)) {
            var failure =
                    Failure.of(FailureReason.CANCELLED, "Cancelled before a programmer took it.");
            journal.ended(flight, AttemptState.CANCELLED, failure);
            runs().failed(flight, failure);
        }
        for (var flight : dispatcher.flightsOf(job)) {
            flight.isCancelled = true;
            // Once stopped, an attempt says so for ever: a successor must find that it was asked
            // to.
            engine.afterCommit(job.id(), () -> engine.execute(() -> stop(flight)));
        }
    }

    @Override
    public void forget(HeldJob job) {
        unlimit(job);
        jobs.remove(job.id());
        ours.ended(job.id());
        releaseLater(job);
    }

    /** The job itself is not kept for it: an ended one may be large. */
    private void releaseLater(HeldJob job) {
        if (job.origin != null && job.facts.repository() != null) {
            var origin = new Origin(job.id(), job.facts.repository(), job.origin);
            timers.setTimer(
                    RESULT_AT_HAND.toMillis(),
                    timer -> {
                        // It may have been resumed, and be at work in its repository again.
                        if (!jobs.containsKey(origin.job())) {
                            git.release(origin);
                        }
                    });
        }
    }

    /** The job is another manager's: whatever is under way for it is left to that one. */
    void abandon(HeldJob job) {
        if (jobs.remove(job.id(), job)) {
            job.isAbandoned = true;
            unlimit(job);
            queue.remove(job.id());
            logs.moved(job.id());
            dispatcher.abandon(job);
            engine.drop(job.id());
            events.moved(job.id());
        }
    }

    /**
     * Asks until the attempt has ended: the order may still be on its way when the first cancel
     * arrives.
     */
    void stop(InFlightAttempt flight) {
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        client.cancel(flight.programmer.url(), flight.id);
        timers.setTimer(CANCEL_AGAIN.toMillis(), timer -> engine.execute(() -> stop(flight)));
    }

    private void unmergeable(HeldJob job, Failure failure) {
        if (failure.reason() == FailureReason.MERGE_CONFLICT) {
            metrics.conflict();
        }
        ends().fail(job, failure);
    }

    private void merged(HeldJob job, String head) {
        if (job.state instanceof Job.Integrating) {
            job.head = head;
            checkOrDeliver(job, head);
        }
    }

    private void checkOrDeliver(HeldJob job, String head) {
        var checks = job.finalChecks;
        if (job.facts.finalChecks().isEmpty() || checks.state instanceof Subtask.Succeeded) {
            git.deliver(
                    job,
                    head,
                    () -> ends().delivered(job, head),
                    failure -> ends().fail(job, failure));
        } else if (checks.state instanceof Subtask.Pending pending) {
            checks.base = head;
            checks.state = pending.ready();
            runs().requeue(job, HeldJob.FINAL_CHECKS);
        }
    }

    private JobRuns runs() {
        return Objects.requireNonNull(runs.get());
    }

    private JobEnds ends() {
        return Objects.requireNonNull(ends.get());
    }
}
