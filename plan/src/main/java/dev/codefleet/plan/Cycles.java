package dev.codefleet.plan;

import java.util.function.IntUnaryOperator;

/**
 * Finds cycles by a depth-first walk with a stack of its own: O(subtasks + dependencies), and as
 * deep as the graph is. Each dependency that leads back to a subtask on the current path closes one
 * cycle.
 */
final class Cycles {
    private static final int DONE = -1;
    private static final int NEW = 0;

    private final int[][] targets;

    /** {@link #NEW}, {@link #DONE}, or 1 + the position on the path. */
    private final int[] marks;

    private final int[] path;
    private final int[] nextDependency;

    private Cycles(int[][] targets) {
        this.targets = targets;
        this.marks = new int[targets.length];
        this.path = new int[targets.length];
        this.nextDependency = new int[targets.length];
    }

    /** Takes a cycle; what it is given is valid only during the call. */
    interface Found {
        /**
         * Called once for each dependency that closes a cycle.
         *
         * @param from the subtask whose dependency closes the cycle
         * @param dependency its position among the dependencies of {@code from}
         * @param subtasks gives the subtask at a position of the cycle; each depends on the next
         * @param length subtasks in the cycle
         */
        void cycle(int from, int dependency, IntUnaryOperator subtasks, int length);
    }

    /**
     * @param targets for each subtask the subtasks that it depends on; negative ones are skipped
     */
    static void forEach(int[][] targets, Found found) {
        var cycles = new Cycles(targets);
        for (var subtask = 0; subtask < targets.length; subtask++) {
            if (cycles.marks[subtask] == NEW) {
                cycles.walk(subtask, found);
            }
        }
    }

    private void walk(int root, Found found) {
        var depth = 0;
        path[0] = root;
        marks[root] = 1;
        while (depth >= 0) {
            var subtask = path[depth];
            var dependency = nextDependency[subtask]++;
            if (dependency == targets[subtask].length) {
                marks[subtask] = DONE;
                depth--;
                continue;
            }
            var target = targets[subtask][dependency];
            if (target < 0 || marks[target] == DONE) {
                continue;
            }
            if (marks[target] == NEW) {
                path[++depth] = target;
                marks[target] = depth + 1;
            } else {
                var start = marks[target] - 1;
                found.cycle(subtask, dependency, i -> path[start + i], depth - start + 1);
            }
        }
    }
}
