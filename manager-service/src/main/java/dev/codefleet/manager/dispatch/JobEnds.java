package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.ReadyQueue;
import org.jspecify.annotations.Nullable;

/** How jobs end: only once nothing of them runs. It belongs to the engine's thread. */
final class JobEnds {
    private final StateWriter journal;
    private final ReadyQueue queue;
    private final Errands errands;

    JobEnds(StateWriter journal, ReadyQueue queue, Errands errands) {
        this.journal = journal;
        this.queue = queue;
        this.errands = errands;
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
    void fail(HeldJob job, Failure failure) {
        if (job.isActive() && job.doom == null) {
            job.doom = failure;
            stop(job);
        }
    }

    /** The time that the job may be RUNNING is over. */
    void overtime(HeldJob job) {
        if (job.state instanceof Job.Running && !job.isEnding()) {
            fail(
                    job,
                    Failure.of(
                            FailureReason.TIMED_OUT,
                            "The job was not done within its limit of "
                                    + job.facts.timeout()
                                    + " (limits.timeout of its plan). What has succeeded in it is"
                                    + " kept: resumed, it goes on with the rest and has as much"
                                    + " time again."));
        }
    }

    /** The merged head was checked and delivered. */
    void delivered(HeldJob job, @Nullable String head) {
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
                journal.job(job, running.integrate());
                errands.integrate(job);
            }
            case Job.Queued q -> {}
            case Job.Integrating i -> {}
            case Job.Succeeded s -> {}
            case Job.Failed f -> {}
            case Job.Cancelled c -> {}
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
        errands.cancelFlights(job);
        endIfDone(job);
    }

    private void end(HeldJob job, Job end) {
        journal.job(job, end);
        queue.remove(job.id());
        errands.forget(job);
    }
}
