package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.engine.Engine;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.programmers.OwnAttempts;
import dev.codefleet.manager.schedule.ReadyQueue;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that this manager holds, from when one is taken up until it has ended here or is another
 * manager's. Any thread may read; changes belong to the engine's thread.
 */
final class HeldJobs {
    private final Map<JobId, HeldJob> jobs;
    private final OwnAttempts ours;
    private final InFlightAttempts attempts;
    private final ReadyQueue<Work> queue;
    private final Engine engine;
    private final CommittedEvents events;
    private final LiveLogs logs;
    private final Ticker ticker;

    /**
     * @param jobs where they are kept
     */
    HeldJobs(
            Map<JobId, HeldJob> jobs,
            OwnAttempts ours,
            InFlightAttempts attempts,
            ReadyQueue<Work> queue,
            Engine engine,
            CommittedEvents events,
            LiveLogs logs,
            Ticker ticker) {
        this.jobs = jobs;
        this.ours = ours;
        this.attempts = attempts;
        this.queue = queue;
        this.engine = engine;
        this.events = events;
        this.logs = logs;
        this.ticker = ticker;
    }

    @Nullable HeldJob get(JobId id) {
        return jobs.get(id);
    }

    boolean contains(JobId id) {
        return jobs.containsKey(id);
    }

    /** Whether it is this very object that is worked on here. */
    boolean holds(HeldJob job) {
        return jobs.get(job.id()) == job;
    }

    Collection<HeldJob> all() {
        return jobs.values();
    }

    Set<JobId> ids() {
        return jobs.keySet();
    }

    int size() {
        return jobs.size();
    }

    /** From now on the job is worked on here. */
    void hold(HeldJob job) {
        jobs.put(job.id(), job);
        queue.add(job.id(), job.facts.maxWorkers());
    }

    /** Runs a task after a delay, unless the job is not worked on here any more. */
    void after(HeldJob job, Duration delay, Runnable task) {
        engine.after(
                delay,
                () -> {
                    if (holds(job)) {
                        task.run();
                    }
                });
    }

    /** What is ready waits for a slot from now on. */
    void enqueue(HeldJob job, Work work) {
        if (job.isActive() && !job.isEnding() && work.state instanceof Subtask.Ready) {
            work.readyNanos = ticker.nanos();
            queue.offer(new ReadyQueue.Ready<>(job.id(), work, work.demand, work.spec.priority()));
        }
    }

    /** An attempt runs no more: the job may run another one. */
    void attemptEnded(HeldJob job) {
        job.running--;
        queue.ended(job.id());
    }

    /** The job has ended here. */
    void ended(HeldJob job) {
        unlimit(job);
        queue.remove(job.id());
        jobs.remove(job.id());
        ours.ended(job.id());
    }

    /** The job is another manager's: whatever is under way for it is left to that one. */
    void abandon(HeldJob job) {
        if (jobs.remove(job.id(), job)) {
            job.isAbandoned = true;
            unlimit(job);
            queue.remove(job.id());
            logs.moved(job.id());
            attempts.abandon(job);
            engine.drop(job.id());
            events.moved(job.id());
        }
    }

    /** The timer keeps the whole job in memory. */
    private void unlimit(HeldJob job) {
        if (job.limitTimer != null) {
            engine.cancel(job.limitTimer);
            job.limitTimer = null;
        }
    }
}
