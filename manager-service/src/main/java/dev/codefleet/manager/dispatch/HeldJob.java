package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.integrate.Lineage;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.JobGraph;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A job that this manager holds, in memory. It belongs to the engine's thread. */
final class HeldJob {
    private static final int NO_BOUND = Integer.MAX_VALUE;
    private static final int LONGEST_CHAIN = 20;

    /** What never changes. */
    record Facts(
            JobId id,
            long fence,
            String title,
            Files files,
            StoredJob.Terms terms,
            List<PlannedSubtask> subtasks,
            Instant createdAt) {

        /** How many of its subtasks may run at once. */
        int maxWorkers() {
            return terms.maxWorkers() == null ? NO_BOUND : terms.maxWorkers();
        }
    }

    /**
     * Where its files come from and go to.
     *
     * @param repository null for a job without files
     */
    record Files(@Nullable String repository, @Nullable String ref, Delivery delivery) {}

    final Facts facts;
    final JobGraph graph;
    final List<Work.OfSubtask> subtasks;
    final Work.OfFinalChecks finalChecks;
    Job state = new Job.Queued();

    /** The commit that it starts from; null before that is known, and without a repository. */
    @Nullable String base;

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

    RepositoryWaits repositoryWaits = new RepositoryWaits(false);

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

    private HeldJob(Facts facts, JobGraph graph) {
        this.facts = facts;
        this.graph = graph;
        this.subtasks =
                IntStream.range(0, graph.size())
                        .mapToObj(number -> new Work.OfSubtask(facts, number))
                        .toList();
        this.finalChecks = new Work.OfFinalChecks(facts);
        this.unfinished = graph.size();
    }

    /** A job that was just accepted. */
    static HeldJob of(NewJob job, long fence) {
        var held =
                new HeldJob(
                        new HeldJob.Facts(
                                job.id(),
                                fence,
                                job.plan().title(),
                                new Files(job.repository(), job.ref(), job.delivery()),
                                new StoredJob.Terms(
                                        job.lane(),
                                        job.maxWorkers(),
                                        job.plan().timeout(),
                                        job.plan().finalChecks(),
                                        job.ownership().submittedBy()),
                                job.plan().subtasks(),
                                job.createdAt()),
                        graph(job.plan().subtasks()));
        held.subtasks.forEach(subtask -> subtask.state = firstState(subtask.spec));
        return held;
    }

    /** As the job's rows wrote it. */
    private static Subtask firstState(PlannedSubtask subtask) {
        return subtask.dependsOn().isEmpty()
                ? new Subtask.Pending().ready()
                : new Subtask.Pending();
    }

    /** A job as its rows say. */
    static HeldJob of(StoredJob stored) {
        var specs = stored.subtasks().stream().map(StoredJob.StoredSubtask::spec).toList();
        var job =
                new HeldJob(
                        new HeldJob.Facts(
                                stored.id(),
                                stored.fence(),
                                stored.title(),
                                new Files(
                                        stored.files().repository(),
                                        stored.files().ref(),
                                        stored.files().delivery()),
                                stored.terms(),
                                specs,
                                stored.times().createdAt()),
                        graph(specs));
        job.state = state(stored);
        job.head = stored.files().head();
        job.base = stored.files().base();
        job.slots = stored.standing().slots();
        job.workMs = stored.standing().workMs();
        job.lastSeq = stored.standing().lastSeq();
        job.repositoryWaits = new RepositoryWaits(stored.standing().repositoryWaitTold());
        var runningFor = stored.times().runningFor();
        job.runningBefore = runningFor == null ? Duration.ZERO : runningFor;
        job.idle = stored.times().idle();
        job.unschedulable = stored.unschedulable();
        job.finalChecks.attempts = stored.standing().finalAttempts();
        for (var subtask : job.subtasks) {
            restore(job, subtask, stored.subtasks().get(subtask.number));
        }
        stored.openAttempts().forEach(open -> job.work(open.id()).state = new Subtask.Running());
        return job;
    }

    private static void restore(
            HeldJob job, Work.OfSubtask subtask, StoredJob.StoredSubtask stored) {
        subtask.attempts = stored.attempts();
        subtask.failures = stored.failures();
        subtask.losses = stored.losses();
        subtask.lastFailure = stored.failure();
        subtask.state = state(stored);
        switch (subtask.state) {
            case Subtask.Succeeded succeeded -> {
                job.graph.succeeded(subtask.number);
                job.unfinished--;
            }
            case Subtask.Failed failed -> {
                job.graph.failed(subtask.number);
                job.unfinished--;
            }
            case Subtask.Skipped skipped -> job.unfinished--;
            case Subtask.Cancelled cancelled -> job.unfinished--;
            case Subtask.Pending p -> {}
            case Subtask.Ready r -> {}
            case Subtask.Running r -> {}
        }
    }

    private static Subtask state(StoredJob.StoredSubtask stored) {
        return switch (stored.state()) {
            case PENDING -> new Subtask.Pending();
            case READY -> new Subtask.Ready(stored.notBefore());
            case RUNNING -> new Subtask.Running();
            case SUCCEEDED -> new Subtask.Succeeded(stored.commit());
            case FAILED -> new Subtask.Failed(known(stored.failure()));
            case CANCELLED -> new Subtask.Cancelled();
            case SKIPPED -> new Subtask.Skipped(known(stored.failure()));
        };
    }

    private static Job state(StoredJob stored) {
        return switch (stored.state()) {
            case QUEUED, PLANNING, AWAITING_APPROVAL -> new Job.Queued();
            case RUNNING -> new Job.Running();
            case INTEGRATING -> new Job.Integrating();
            case SUCCEEDED -> new Job.Succeeded(stored.files().head());
            case FAILED -> new Job.Failed(known(null));
            case CANCELLED -> new Job.Cancelled();
        };
    }

    private static Failure known(@Nullable Failure failure) {
        return failure == null
                ? Failure.of(FailureReason.EXECUTOR_ERROR, "The reason was not kept.")
                : failure;
    }

    private static JobGraph graph(List<PlannedSubtask> subtasks) {
        var ordinals = new HashMap<String, Integer>();
        subtasks.forEach(subtask -> ordinals.put(subtask.key(), ordinals.size()));
        return new JobGraph(
                subtasks.stream()
                        .map(subtask ->
                                subtask.dependsOn().stream()
                                        .distinct()
                                        .mapToInt(ordinals::get)
                                        .toArray())
                        .toArray(int[][]::new));
    }

    JobId id() {
        return facts.id();
    }

    Work.OfSubtask subtask(int number) {
        return subtasks.get(number);
    }

    String key(int subtask) {
        return subtask(subtask).key();
    }

    /**
     * What an attempt was made for.
     *
     * @throws IllegalStateException if it is none of this job
     */
    Work work(AttemptId attempt) {
        if (attempt.key().equals(finalChecks.key())) {
            return finalChecks;
        }
        return subtasks.stream()
                .filter(each -> each.key().equals(attempt.key()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("attempt " + attempt + " belongs to no subtask"));
    }

    /** What its commits are merged of. The starting commit is known. */
    Lineage lineage() {
        return new Lineage(
                graph,
                this::key,
                subtask -> subtask(subtask).commit(),
                Objects.requireNonNull(base));
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
        for (var subtask : subtasks) {
            if (subtask.state instanceof Subtask.Failed failed) {
                var message = "Subtask " + subtask.key() + " failed: " + failed.failure().message();
                return Optional.of(Failure.of(failed.failure().reason(), message));
            }
        }
        return firstCancelled();
    }

    private Optional<Failure> firstCancelled() {
        for (var subtask : subtasks) {
            if (subtask.state instanceof Subtask.Cancelled) {
                boolean isOvertime = runningBefore.compareTo(facts.terms().timeout()) >= 0;
                return Optional.of(
                        Failure.of(
                                isOvertime ? FailureReason.TIMED_OUT : FailureReason.CANCELLED,
                                "Subtask "
                                        + subtask.key()
                                        + " was cancelled"
                                        + (isOvertime
                                                ? ": the job was not done within its limit of "
                                                        + facts.terms().timeout()
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
