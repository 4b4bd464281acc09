package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.programmers.LossRule;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.manager.schedule.SubtaskDemand;
import dev.codefleet.web.Ticker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes on with a job that was taken over. Attempts under way are attached to again, wherever they
 * are by now: finished work is collected, running work goes on. An order that may not have been
 * sent is sent once more, which makes no second execution: a programmer knows attempts by their
 * ids. It belongs to the engine's thread.
 */
final class JobRecovery {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** As long as a programmer that nobody tells would go on. */
    private static final BoundedRetries STOPS = new BoundedRetries(Duration.ofMillis(300), 12);

    /** An attempt that no programmer is there for. */
    record Awaited(AttemptId attempt, HeldJob job, Work work) {}

    private final Map<AttemptId, Awaited> awaited = new LinkedHashMap<>();
    private final Engine engine;
    private final HeldJobs jobs;
    private final ReadyQueue<Work> queue;
    private final ProgrammerPool pool;
    private final InFlightAttempts attempts;
    private final OrderSender orders;
    private final JobRunner runs;
    private final JobCompletion completion;
    private final JobRepositories repositories;
    private final ProgrammerClient client;
    private final Ticker ticker;

    JobRecovery(
            Engine engine,
            HeldJobs jobs,
            ReadyQueue<Work> queue,
            ProgrammerPool pool,
            InFlightAttempts attempts,
            OrderSender orders,
            JobRunner runs,
            JobCompletion completion,
            JobRepositories repositories,
            ProgrammerClient client,
            Ticker ticker) {
        this.engine = engine;
        this.jobs = jobs;
        this.queue = queue;
        this.pool = pool;
        this.attempts = attempts;
        this.orders = orders;
        this.runs = runs;
        this.completion = completion;
        this.repositories = repositories;
        this.client = client;
        this.ticker = ticker;
    }

    /** Takes up a job that was claimed. */
    void takeOver(StoredJob stored) {
        var known = jobs.get(stored.id());
        if (known != null && known.facts.fence() >= stored.fence()) {
            return;
        }
        if (known != null) {
            jobs.abandon(known);
        }
        var job = HeldJob.of(stored);
        jobs.hold(job);
        stored.openAttempts()
                .forEach(open -> {
                    job.running++;
                    queue.started(job.id());
                });
        if (job.state instanceof Job.Running) {
            completion.limit(job);
        }
        if (job.base == null) {
            goOn(job, stored);
        } else {
            repositories.restore(job, restored -> restored(job, stored, restored));
        }
    }

    private void restored(HeldJob job, StoredJob stored, Outcome<Integer> restored) {
        switch (restored) {
            case Outcome.Done<Integer> done -> goOn(job, stored);
            case Outcome.Failed(var failure) -> {
                completion.fail(job, failure);
                stored.openAttempts()
                        .forEach(open -> leave(job, job.work(open.id()), open, failure));
            }
        }
    }

    /**
     * Gives up an attempt that cannot be gone on with, although it may run: its programmer is told
     * to end it. One that does not hear of it ends it by itself, for want of anybody who follows
     * it.
     */
    private void leave(HeldJob job, Work work, StoredJob.OpenAttempt open, Failure failure) {
        runs.vanished(job, work, open.id(), failure);
        engine.afterCommit(job.id(), () -> stop(open, 1));
    }

    private void stop(StoredJob.OpenAttempt open, int tries) {
        var told =
                pool.find(new AgentId(open.programmer()))
                        .map(programmer -> client.cancel(programmer.address(), open.id()))
                        .orElseGet(() -> Future.failedFuture(Programmer.NOT_REGISTERED));
        told.onFailure(cause -> engine.execute(() -> notTold(open, tries)));
    }

    private void notTold(StoredJob.OpenAttempt open, int tries) {
        STOPS.after(tries).ifPresent(wait -> engine.after(wait, () -> stop(open, tries + 1)));
    }

    private void goOn(HeldJob job, StoredJob stored) {
        if (!jobs.holds(job)) {
            return;
        }
        if (stored.standing().cancelRequested()) {
            // First, or an order that was not sent would be sent, to be cancelled at once.
            completion.cancel(job);
        }
        stored.openAttempts().forEach(open -> take(job, open));
        if (stored.standing().cancelRequested()) {
            return;
        }
        switch (job.state) {
            case Job.Queued queued
                    when job.facts.files().repository() == null || job.base != null ->
                    runs.start(job, job.base);
            case Job.Queued queued -> runs.resolve(job);
            case Job.Running running -> runs.resume(job);
            case Job.Integrating integrating when stored.openAttempts().isEmpty() ->
                    completion.integrate(job);
            case Job.Integrating integrating -> {}
            case Job.Succeeded s -> {}
            case Job.Failed f -> {}
            case Job.Cancelled c -> {}
        }
    }

    /** Attempts that were under way, while there is no programmer at all to ask for them. */
    List<Awaited> waiting() {
        awaited.values().removeIf(each -> !jobs.holds(each.job()));
        return List.copyOf(awaited.values());
    }

    /** Waits no longer for those of a job with a demand. */
    List<Awaited> withdraw(HeldJob job, SubtaskDemand demand) {
        var withdrawn =
                waiting().stream()
                        .filter(each -> each.job() == job && each.work().demand.equals(demand))
                        .toList();
        withdrawn.forEach(each -> awaited.remove(each.attempt()));
        return withdrawn;
    }

    private void take(HeldJob job, StoredJob.OpenAttempt open) {
        switch (job.work(open.id())) {
            case Work.OfFinalChecks checks ->
                    repositories.head(job, head -> attach(job, checks, open, head));
            case Work.OfSubtask subtask when subtask.hasFiles ->
                    repositories.start(job, subtask, start -> attach(job, subtask, open, start));
            case Work.OfSubtask subtask -> attachOnceKnown(job, subtask, open, ticker.nanos());
        }
    }

    private void attach(HeldJob job, Work work, StoredJob.OpenAttempt open, Outcome<String> start) {
        switch (start) {
            case Outcome.Done(var commit) -> {
                work.start = commit;
                if (work instanceof Work.OfFinalChecks) {
                    job.head = commit;
                }
                attachOnceKnown(job, work, open, ticker.nanos());
            }
            case Outcome.Failed(var failure) -> {
                completion.fail(job, failure);
                leave(job, work, open, failure);
            }
        }
    }

    private void attachOnceKnown(HeldJob job, Work work, StoredJob.OpenAttempt open, long since) {
        var id = new AgentId(open.programmer());
        var programmer = pool.find(id);
        if (programmer.isPresent()) {
            var flight = new InFlightAttempt(open.id(), job, work, programmer.get(), since);
            flight.isCancelled = job.isEnding();
            attempts.adopt(flight);
            if (open.state() == AttemptState.DISPATCHED
                    && !flight.isCancelled
                    && programmer.get().isLive()) {
                orders.sendAgain(flight);
            } else {
                orders.attach(flight);
            }
            if (flight.isCancelled) {
                completion.stopOnceCommitted(flight);
            }
            return;
        }
        if (pool.isEmpty() && !job.isEnding()) {
            // A fleet that is being started, or that we cannot see: nobody else could do the work.
            // A job that is ending has no work to do: it must not wait for a fleet for ever.
            awaited.put(open.id(), new Awaited(open.id(), job, work));
            jobs.after(
                    job,
                    LOOK_AGAIN,
                    () -> {
                        if (awaited.remove(open.id()) != null) {
                            attachOnceKnown(job, work, open, since);
                        }
                    });
            return;
        }
        var loss =
                pool.isComplete()
                        ? Optional.of(Programmer.NOT_REGISTERED)
                        : Optional.<String>empty();
        LossRule.reason(loss, 0, Duration.ofNanos(ticker.nanos() - since))
                .ifPresentOrElse(
                        why -> runs.vanished(job, work, open.id(), LossRule.failure(id, why)),
                        () ->
                                jobs.after(
                                        job,
                                        LOOK_AGAIN,
                                        () -> attachOnceKnown(job, work, open, since)));
    }
}
