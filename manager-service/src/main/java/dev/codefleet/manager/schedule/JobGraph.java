package dev.codefleet.manager.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Open dependencies of one job's subtasks. Subtasks are numbered by their place in the plan. A
 * completion costs O(its dependents), never O(graph).
 */
public final class JobGraph {
    private static final int NOBODY = -1;

    private final int[][] dependencies;
    private final int[][] dependents;
    private final int[] open;
    private final int[] blockedBy;
    private final int[] rootCause;

    /**
     * @param dependencies for every subtask the numbers of those it depends on, without repetition
     *     or cycles
     */
    public JobGraph(int[][] dependencies) {
        this.dependencies = dependencies;
        this.dependents = dependentsOf(dependencies);
        this.open = new int[dependencies.length];
        this.blockedBy = new int[dependencies.length];
        this.rootCause = new int[dependencies.length];
        Arrays.setAll(open, subtask -> dependencies[subtask].length);
        Arrays.fill(blockedBy, NOBODY);
    }

    public int size() {
        return open.length;
    }

    /** Numbers of the subtasks that a subtask depends on. */
    public int[] dependencies(int subtask) {
        return dependencies[subtask].clone();
    }

    /** The numbers of all subtasks, each after those that it depends on. O(graph). */
    public List<Integer> dependenciesFirst() {
        var waiting = new int[size()];
        var ordered = new ArrayList<Integer>();
        for (int subtask = 0; subtask < waiting.length; subtask++) {
            waiting[subtask] = dependencies[subtask].length;
            if (waiting[subtask] == 0) {
                ordered.add(subtask);
            }
        }
        for (int next = 0; next < ordered.size(); next++) {
            for (int dependent : dependents[ordered.get(next)]) {
                if (--waiting[dependent] == 0) {
                    ordered.add(dependent);
                }
            }
        }
        return ordered;
    }

    /** Whether every dependency of a subtask has succeeded. */
    public boolean isOpen(int subtask) {
        return open[subtask] == 0;
    }

    /**
     * Counts a success, once for each subtask, and returns the subtasks that have no open
     * dependency any more.
     */
    public int[] succeeded(int subtask) {
        return Arrays.stream(dependents[subtask])
                .filter(dependent -> --open[dependent] == 0)
                .toArray();
    }

    /**
     * Takes a failure and returns every subtask that can never run because of it and was not
     * returned before.
     */
    public List<Integer> failed(int subtask) {
        var skipped = new ArrayList<Integer>();
        var spread = new ArrayDeque<Integer>(List.of(subtask));
        while (!spread.isEmpty()) {
            int cause = spread.remove();
            for (int dependent : dependents[cause]) {
                if (blockedBy[dependent] == NOBODY) {
                    blockedBy[dependent] = cause;
                    rootCause[dependent] = subtask;
                    skipped.add(dependent);
                    spread.add(dependent);
                }
            }
        }
        return skipped;
    }

    /** Whether nothing depends on a subtask. */
    public boolean isSink(int subtask) {
        return dependents[subtask].length == 0;
    }

    /** The failed subtask because of which a skipped one can never run. */
    public int rootCause(int skipped) {
        return rootCause[skipped];
    }

    /**
     * The chain from the failed subtask to a skipped one, both included. Of a longer one only the
     * last {@code limit} links, so that telling all skipped subtasks of a long chain does not cost
     * its square.
     */
    public List<Integer> chainTo(int skipped, int limit) {
        var chain = new ArrayDeque<Integer>();
        for (int at = skipped; at != NOBODY && chain.size() < limit; at = blockedBy[at]) {
            chain.addFirst(at);
        }
        return List.copyOf(chain);
    }

    private static int[][] dependentsOf(int[][] dependencies) {
        var counts = new int[dependencies.length];
        for (int[] each : dependencies) {
            for (int dependency : each) {
                counts[dependency]++;
            }
        }
        var dependents = new int[dependencies.length][];
        Arrays.setAll(dependents, subtask -> new int[counts[subtask]]);
        for (int subtask = 0; subtask < dependencies.length; subtask++) {
            for (int dependency : dependencies[subtask]) {
                dependents[dependency][--counts[dependency]] = subtask;
            }
        }
        return dependents;
    }
}
