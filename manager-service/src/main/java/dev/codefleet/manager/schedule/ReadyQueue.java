package dev.codefleet.manager.schedule;

import dev.codefleet.contract.job.JobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Ready subtasks of all jobs. They leave by priority; within a priority the job with the fewest
 * running subtasks comes first, and of those the one that was served longest ago: slots are shared
 * evenly whatever the subtasks last. Within a job and priority the order is first in, first out.
 * Every operation costs O(log jobs).
 *
 * <p>Not thread-safe: it belongs to the engine's thread.
 *
 * @param <W> what stands for a subtask
 */
public final class ReadyQueue<W> {
    /** A subtask that leaves the queue. */
    public record Ready<W>(JobId job, W work, SubtaskDemand demand, int priority) {}

    /**
     * What waits of one job with one demand.
     *
     * @param subtasks how many
     * @param first one of them
     */
    public record Waiting<W>(JobId job, SubtaskDemand demand, int subtasks, W first) {
        private Waiting<W> and(Waiting<W> more) {
            return new Waiting<>(job, demand, subtasks + more.subtasks, first);
        }
    }

    private static final int PRIORITIES = 5;

    private final Comparator<Line<W>> fair =
            Comparator.<Line<W>>comparingInt(line -> line.share.running)
                    .thenComparingLong(line -> line.share.servedAt)
                    .thenComparing(line -> line.share.job);
    private final Map<JobId, Share<W>> shares = new HashMap<>();
    private final Map<SubtaskDemand, Lines> waiting = new HashMap<>();
    private long turn;
    private int size;

    /** One demand's lines, by priority. */
    private final class Lines {
        private final Map<Integer, TreeSet<Line<W>>> byPriority = new HashMap<>();

        TreeSet<Line<W>> of(int priority) {
            return byPriority.computeIfAbsent(priority, _ -> new TreeSet<>(fair));
        }
    }

    /**
     * Makes a job known.
     *
     * @param maxWorkers most of its subtasks that run at once, 1 or more
     */
    public void add(JobId job, int maxWorkers) {
        shares.putIfAbsent(job, new Share<>(job, maxWorkers));
    }

    /** Forgets a job and whatever of it waits. */
    public void remove(JobId job) {
        var share = shares.remove(job);
        if (share != null) {
            withdraw(share);
            share.lines.values().forEach(line -> size -= line.subtasks.size());
        }
    }

    /**
     * Appends a subtask.
     *
     * @throws IllegalArgumentException if the job was not added
     */
    public void offer(Ready<W> ready) {
        var share = shareOf(ready.job());
        withdraw(share);
        share.lineFor(ready.demand(), ready.priority()).subtasks.addLast(ready.work());
        size++;
        enter(share);
    }

    /**
     * Takes the next subtask among the demands that can be served now, and counts it as running.
     */
    public Optional<Ready<W>> poll(Predicate<SubtaskDemand> servable) {
        for (int priority = 1; priority <= PRIORITIES; priority++) {
            var best = first(priority, servable);
            if (best != null) {
                return Optional.of(take(best));
            }
        }
        return Optional.empty();
    }

    /**
     * Counts a subtask as running that did not come from this queue: found running after a
     * takeover.
     */
    public void started(JobId job) {
        changeRunning(job, 1);
    }

    /** A running subtask has ended or went back. */
    public void ended(JobId job) {
        changeRunning(job, -1);
    }

    /** How many wait, those held back by their job's {@code maxWorkers} included. */
    public int size() {
        return size;
    }

    /** What waits of each job with each demand. Costs O(jobs), however many subtasks they have. */
    public List<Waiting<W>> waiting() {
        var waiting = new ArrayList<Waiting<W>>();
        for (var share : shares.values()) {
            Map<SubtaskDemand, Waiting<W>> ofJob = new HashMap<>();
            share.lines.forEach((key, line) -> {
                if (!line.subtasks.isEmpty()) {
                    var ofLine =
                            new Waiting<>(
                                    share.job,
                                    key.demand(),
                                    line.subtasks.size(),
                                    line.subtasks.getFirst());
                    ofJob.merge(key.demand(), ofLine, Waiting::and);
                }
            });
            waiting.addAll(ofJob.values());
        }
        return waiting;
    }

    /** Takes out all that waits of a job with a demand. */
    public List<W> withdraw(JobId job, SubtaskDemand demand) {
        var share = shares.get(job);
        if (share == null) {
            return List.of();
        }
        withdraw(share);
        var withdrawn = new ArrayList<W>();
        share.lines.forEach((key, line) -> {
            if (key.demand().equals(demand)) {
                withdrawn.addAll(line.subtasks);
                line.subtasks.clear();
            }
        });
        size -= withdrawn.size();
        enter(share);
        return withdrawn;
    }

    /** How many wait by demand. */
    public Map<SubtaskDemand, Integer> sizes() {
        var sizes = new HashMap<SubtaskDemand, Integer>();
        for (var share : shares.values()) {
            share.lines.forEach(
                    (key, line) -> sizes.merge(key.demand(), line.subtasks.size(), Integer::sum));
        }
        return sizes;
    }

    private @org.jspecify.annotations.Nullable Line<W> first(
            int priority, Predicate<SubtaskDemand> servable) {
        Line<W> best = null;
        for (var entry : waiting.entrySet()) {
            var lines = entry.getValue().of(priority);
            if (!lines.isEmpty() && servable.test(entry.getKey())) {
                var line = lines.first();
                best = best == null || fair.compare(line, best) < 0 ? line : best;
            }
        }
        return best;
    }

    private Ready<W> take(Line<W> line) {
        var share = line.share;
        withdraw(share);
        var work = line.subtasks.removeFirst();
        size--;
        share.running++;
        share.servedAt = ++turn;
        enter(share);
        return new Ready<>(share.job, work, line.demand, line.priority);
    }

    private void changeRunning(JobId job, int by) {
        var share = shares.get(job);
        if (share != null) {
            withdraw(share);
            share.running += by;
            enter(share);
        }
    }

    private Share<W> shareOf(JobId job) {
        var share = shares.get(job);
        if (share == null) {
            throw new IllegalArgumentException("job " + job + " was not added");
        }
        return share;
    }

    /**
     * Takes a job's lines out of the order, which must happen before what they are ordered by
     * changes.
     */
    private void withdraw(Share<W> share) {
        share.lines.values().forEach(line -> linesOf(line).remove(line));
    }

    private void enter(Share<W> share) {
        if (share.running < share.maxWorkers) {
            share.lines.values().stream()
                    .filter(line -> !line.subtasks.isEmpty())
                    .forEach(line -> linesOf(line).add(line));
        }
    }

    private TreeSet<Line<W>> linesOf(Line<W> line) {
        return waiting.computeIfAbsent(line.demand, _ -> new Lines()).of(line.priority);
    }
}
