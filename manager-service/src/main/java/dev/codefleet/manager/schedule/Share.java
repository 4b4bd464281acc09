package dev.codefleet.manager.schedule;

import dev.codefleet.contract.job.JobId;
import java.util.HashMap;
import java.util.Map;

/** One job's counts of waiting and running subtasks in a {@link ReadyQueue}. */
final class Share<W> {
    record LineKey(SubtaskDemand demand, int priority) {}

    final JobId job;
    final int maxWorkers;
    final Map<LineKey, Line<W>> lines = new HashMap<>();
    int running;
    long servedAt;

    Share(JobId job, int maxWorkers) {
        this.job = job;
        this.maxWorkers = maxWorkers;
    }

    Line<W> lineFor(SubtaskDemand demand, int priority) {
        return lines.computeIfAbsent(
                new LineKey(demand, priority), _ -> new Line<>(this, demand, priority));
    }
}
