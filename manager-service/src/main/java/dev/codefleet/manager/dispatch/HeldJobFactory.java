package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.Job;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.JobGraph;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes held jobs: of new ones, and of what the rows of a job say that was taken over. */
final class HeldJobFactory {
    private static final int NO_BOUND = Integer.MAX_VALUE;

    private HeldJobFactory() {}

    static HeldJob held(NewJob job, long fence) {
        var held =
                new HeldJob(
                        new HeldJob.Facts(
                                job.id(),
                                fence,
                                job.plan().title(),
                                job.repository(),
                                job.ref(),
                                job.lane(),
                                bound(job.maxWorkers()),
                                job.delivery(),
                                job.plan().timeout(),
                                job.plan().finalChecks(),
                                job.plan().subtasks(),
                                job.createdAt()),
                        graph(job.plan().subtasks()));
        held.subtasks.forEach(subtask -> subtask.state = firstState(subtask.spec));
        return held;
    }

    /** As {@link JobStore} wrote it. */
    private static Subtask firstState(PlannedSubtask subtask) {
        return subtask.dependsOn().isEmpty()
                ? new Subtask.Pending().ready()
                : new Subtask.Pending();
    }

    static HeldJob held(StoredJob stored) {
        var specs = stored.subtasks().stream().map(StoredJob.StoredSubtask::spec).toList();
        var job =
                new HeldJob(
                        new HeldJob.Facts(
                                stored.id(),
                                stored.fence(),
                                stored.title(),
                                stored.repository(),
                                stored.ref(),
                                stored.lane(),
                                bound(stored.maxWorkers()),
                                stored.delivery(),
                                stored.timeout(),
                                stored.finalChecks(),
                                specs,
                                stored.createdAt()),
                        graph(specs));
        job.state = state(stored);
        job.head = stored.head();
        job.origin = stored.base();
        job.slots = stored.slots();
        job.workMs = stored.workMs();
        job.lastSeq = stored.lastSeq();
        var runningFor = stored.runningFor();
        job.runningBefore = runningFor == null ? Duration.ZERO : runningFor;
        job.idle = stored.idle();
        job.unschedulable = stored.unschedulable();
        job.finalChecks.attempts = stored.finalAttempts();
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
            case SUCCEEDED -> new Job.Succeeded(stored.head());
            case FAILED -> new Job.Failed(known(null));
            case CANCELLED -> new Job.Cancelled();
        };
    }

    private static Failure known(@Nullable Failure failure) {
        return failure == null
                ? Failure.of(FailureReason.EXECUTOR_ERROR, "The reason was not kept.")
                : failure;
    }

    private static int bound(@Nullable Integer maxWorkers) {
        return maxWorkers == null ? NO_BOUND : maxWorkers;
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
}
