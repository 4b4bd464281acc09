package dev.codefleet.manager.integrate;

import dev.codefleet.manager.schedule.JobGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the commits that are merged into what a subtask starts from or into a job's head. The
 * same graph and commits always give the same parts in the same order, so a successor merges what
 * its predecessor merged.
 *
 * @param key of a subtask's number
 * @param commit that a subtask was accepted with; null for one without files
 * @param base the commit that the job starts from, which is no part
 */
public record Lineage(
        JobGraph graph,
        IntFunction<String> key,
        IntFunction<@Nullable String> commit,
        String base) {

    /**
     * What the merged head is made of. Subtasks that others depend on are contained in their
     * dependents.
     */
    public List<MergeInput> head() {
        return parts(IntStream.range(0, graph.size()).filter(graph::isSink).toArray());
    }

    /** The commits of what a subtask depends on. */
    public List<MergeInput> startOf(int subtask) {
        return parts(graph.dependencies(subtask));
    }

    /**
     * The commits of subtasks, and in the place of those without files the commits of what they
     * depend on.
     */
    private List<MergeInput> parts(int[] subtasks) {
        var parts = new ArrayList<MergeInput>();
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        Arrays.stream(subtasks).forEach(open::add);
        while (!open.isEmpty()) {
            int subtask = open.remove();
            if (seen.get(subtask)) {
                continue;
            }
            seen.set(subtask);
            var accepted = commit.apply(subtask);
            if (accepted == null) {
                Arrays.stream(graph.dependencies(subtask)).forEach(open::add);
            } else if (!accepted.equals(base)) {
                parts.add(new MergeInput(key.apply(subtask), accepted));
            }
        }
        return parts;
    }
}
