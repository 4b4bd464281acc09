package dev.codefleet.systemtests;

import dev.codefleet.contract.job.SubtaskView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * When a task really ran, by its own clock readings, which are in its commit.
 *
 * @param start nanoseconds of the machine's clock
 * @param end nanoseconds of the same clock
 */
record Interval(String key, String programmer, long start, long end) {

    /** A task that notes its start, works for a while, and notes its end. */
    static Task task(String key, String seconds) {
        var file = file(key);
        return Task.command(
                key,
                "mkdir -p times; date +%s%N >"
                        + file
                        + "; sleep "
                        + seconds
                        + "; date +%s%N >>"
                        + file);
    }

    /** What a task noted. */
    static Interval of(Repository result, SubtaskView subtask) {
        var commit = Objects.requireNonNull(subtask.commit());
        var lines = result.show(commit, file(subtask.key())).lines().map(Long::parseLong).toList();
        var programmer = Objects.requireNonNull(subtask.effort().programmer()).value();
        return new Interval(subtask.key(), programmer, lines.getFirst(), lines.getLast());
    }

    static List<Interval> of(Repository result, List<SubtaskView> subtasks) {
        return subtasks.stream()
                .map(subtask -> of(result, subtask))
                .sorted(Comparator.comparingLong(Interval::start))
                .toList();
    }

    /** Most of them that ran at one moment. */
    static long mostAtOnce(Collection<Interval> intervals) {
        return intervals.stream()
                .mapToLong(
                        one -> intervals.stream().filter(other -> other.covers(one.start)).count())
                .max()
                .orElse(0);
    }

    boolean covers(long time) {
        return start <= time && time < end;
    }

    private static String file(String key) {
        return "times/" + key;
    }
}
