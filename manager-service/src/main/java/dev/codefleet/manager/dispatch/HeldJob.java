package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.JobGraph;
import dev.codefleet.manager.schedule.RetryPolicy;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A job that this manager holds, in memory. It belongs to the engine's thread. */
final class HeldJob {
    /** The number of the attempts that run the final checks, beside the subtasks' own numbers. */
    static final int FINAL_CHECKS = -1;

    private static final int LONGEST_CHAIN = 20;

    /**
     * What never changes.
     *
     * @param repository null for a job without files
     * @param timeout how long it may be RUNNING in all
     */
    record Facts(
            JobId id,
            long fence,
            String title,
            @Nullable String repository,
            @Nullable String ref,
            Lane lane,
            int maxWorkers,
            Delivery delivery,
            Duration timeout,
            List<String> finalChecks,
            List<PlannedSubtask> subtasks,
            Instant createdAt) {}

    /** A subtask's counts and what its next attempt starts from. */
    static final class Progress {
        Subtask state = new Subtask.Pending();
        int attempts;
        int failures;
        int losses;
        @Nullable String base;
        @Nullable Failure lastFailure;

        /** Counts an attempt that has ended without a result. */
        void failed(Failure failure) {
            lastFailure = failure;
            if (RetryPolicy.isInfrastructure(failure.reason())) {
                losses++;
            } else {
                failures++;
            }
        }

        /** When it began to wait for a slot, by the monotonic clock. */
        long readyNanos;

        /** The commit that the subtask was accepted with; null before, and without files. */
        @Nullable String commit() {
            return state instanceof Subtask.Succeeded succeeded ? succeeded.commit() : null;
        }
    }

    final Facts facts;
    final JobGraph graph;
    final Progress[] progress;
    final Progress finalChecks = new Progress();
    Job state = new Job.Queued();
    @Nullable String origin;
    int unfinished;
    int running;
    int slots;
    long workMs;
    long lastSeq;
    boolean isCancelling;

    /** How long it had been RUNNING when it was taken over. */
    Duration runningBefore = Duration.ZERO;

    /** Time in which it had ended and was not resumed yet: no part of its makespan. */
    Duration idle = Duration.ZERO;

    /** The timer that ends it when its time is over; null while none runs. */
    @Nullable Long limitTimer;

    /** What of it nobody can take, as its readers were told. */
    List<Unschedulable> unschedulable = List.of();

    /**
     * Why its repository's server is waited for; null while it is not. Written on the engine's
     * thread.
     */
    volatile @Nullable Failure repositoryWait;

    /** Why the job fails once what runs has stopped; null while it need not. */
    @Nullable Failure doom;

    /**
     * Whether it is not ours any more. What is still under way for it elsewhere comes to nothing.
     */
    boolean isAbandoned;

    /**
     * The merged commit, once all subtasks have succeeded; null before, and without a repository.
     */
    @Nullable String head;

    HeldJob(Facts facts, JobGraph graph) {
        this.facts = facts;
        this.graph = graph;
        this.progress =
                IntStream.range(0, graph.size())
                        .mapToObj(unused -> new Progress())
                        .toArray(Progress[]::new);
        this.unfinished = graph.size();
    }

    JobId id() {
        return facts.id();
    }

    Progress progress(int subtask) {
        return subtask == FINAL_CHECKS ? finalChecks : progress[subtask];
    }

    PlannedSubtask spec(int subtask) {
        return facts.subtasks().get(subtask);
    }

    String key(int subtask) {
        return subtask == FINAL_CHECKS ? FinalChecks.KEY : spec(subtask).key();
    }

    int priority(int subtask) {
        return subtask == FINAL_CHECKS ? FinalChecks.PRIORITY : spec(subtask).priority();
    }

    Limits limits(int subtask) {
        return subtask == FINAL_CHECKS ? FinalChecks.LIMITS : spec(subtask).limits();
    }

    SubtaskDemand demand(int subtask) {
        if (subtask == FINAL_CHECKS) {
            return new SubtaskDemand(facts.lane(), FinalChecks.EXECUTOR.kind());
        }
        var spec = spec(subtask);
        return new SubtaskDemand(
                spec.lane() == null ? facts.lane() : spec.lane(), spec.executor().kind());
    }

    /** Whether attempts of a subtask work on the repository's files. */
    boolean hasFiles(int subtask) {
        if (facts.repository() == null) {
            return false;
        }
        return subtask == FINAL_CHECKS
                || spec(subtask).executor().kind() != ExecutorKind.NONE
                || !spec(subtask).checks().isEmpty();
    }

    boolean isActive() {
        return state instanceof Job.Active;
    }

    /** Whether it only waits for what runs to stop. */
    boolean isEnding() {
        return isCancelling || doom != null;
    }

    /**
     * Why the job cannot succeed any more, from the first subtask that failed or, if none did, the
     * first that was cancelled: a job that was being ended when it was taken over may be held here
     * by someone who was not told why. Empty if there is neither. Costs O(graph).
     */
    Optional<Failure> firstFailure() {
        for (int subtask = 0; subtask < progress.length; subtask++) {
            if (progress[subtask].state instanceof Subtask.Failed failed) {
                var message = "Subtask " + key(subtask) + " failed: " + failed.failure().message();
                return Optional.of(Failure.of(failed.failure().reason(), message));
            }
        }
        return firstCancelled();
    }

    private Optional<Failure> firstCancelled() {
        for (int subtask = 0; subtask < progress.length; subtask++) {
            if (progress[subtask].state instanceof Subtask.Cancelled) {
                boolean isOvertime = runningBefore.compareTo(facts.timeout()) >= 0;
                return Optional.of(
                        Failure.of(
                                isOvertime ? FailureReason.TIMED_OUT : FailureReason.CANCELLED,
                                "Subtask "
                                        + key(subtask)
                                        + " was cancelled"
                                        + (isOvertime
                                                ? ": the job was not done within its limit of "
                                                        + facts.timeout()
                                                        + " (limits.timeout of its plan)."
                                                : ".")));
            }
        }
        return Optional.empty();
    }

    /** Why a subtask does not run, with the chain of dependencies from the one that failed. */
    Failure skipped(int subtask, Failure cause) {
        var chain = graph.chainTo(subtask, LONGEST_CHAIN);
        int root = graph.rootCause(subtask);
        var start = chain.getFirst() == root ? "" : key(root) + " -> ... -> ";
        var links = chain.stream().map(this::key).collect(Collectors.joining(" -> "));
        return Failure.of(cause.reason(), "Skipped, because a dependency failed: " + start + links);
    }
}
