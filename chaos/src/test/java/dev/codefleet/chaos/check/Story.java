package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history written by hand. It starts with one in which all is well: job {@code j} of {@code a}
 * and, after it, {@code b}, with files, on two programmers of one slot each.
 */
final class Story {
    static final long SECOND = 1_000_000_000L;

    private final List<HistoryEntry> entries = new ArrayList<>();
    private long executions;

    static Story good() {
        var story = new Story();
        story.add(new HistoryEntry.Began(0, 1, Map.of("p1", 1, "p2", 1), 60_000));
        story.add(
                new HistoryEntry.Submitted(
                        0, "key", Map.of("a", List.of(), "b", List.of("a")), true));
        story.add(new HistoryEntry.Accepted(SECOND, "key", "j"));
        story.logged(1, "order", null).logged(2, "report", null);
        story.executed("j.a.1", "p1", 2, 4).executed("j.b.1", "p2", 4, 6);
        story.resulted("a", "j.a.1").resulted("b", "j.b.1");
        story.add(new HistoryEntry.Calm(7 * SECOND));
        story.add(new HistoryEntry.Ended(8 * SECOND, "j", "SUCCEEDED", null, null));
        story.surveyed(List.of(), List.of(), List.of(), 1);
        return story;
    }

    /** An execution that came to its end. */
    Story executed(String attempt, String programmer, long from, long to) {
        return executed(attempt, programmer, from, to, true);
    }

    /** Times are in seconds. */
    Story executed(String attempt, String programmer, long from, long to, boolean isDone) {
        var id = ++executions;
        add(new HistoryEntry.Started(from * SECOND, id, attempt, programmer));
        return add(new HistoryEntry.Left(to * SECOND, id, to * SECOND, isDone));
    }

    Story logged(long seq, String what, @Nullable String reason) {
        return add(
                new HistoryEntry.Logged(
                        seq, "j", seq, what, "m1", null, "a", null, null, null, reason));
    }

    Story resulted(String subtask, String... accepted) {
        var attempts = List.of(accepted);
        return add(
                new HistoryEntry.Resulted(
                        9, "j", subtask, "SUCCEEDED", attempts.size(), attempts, attempts));
    }

    Story surveyed(
            List<String> processes, List<String> workspaces, List<String> reports, int free) {
        return add(
                new HistoryEntry.Surveyed(
                        10 * SECOND,
                        processes,
                        workspaces,
                        reports,
                        Map.of("p1", free, "p2", free)));
    }

    Story add(HistoryEntry entry) {
        entries.add(entry);
        return this;
    }

    Story without(Class<? extends HistoryEntry> kind) {
        entries.removeIf(kind::isInstance);
        return this;
    }

    /** Without the results of a subtask. */
    Story withoutResult(String subtask) {
        entries.removeIf(entry ->
                entry instanceof HistoryEntry.Resulted one && one.subtask().equals(subtask));
        return this;
    }

    /** Promises that the checker says were broken. */
    List<String> broken() {
        return Checker.violations(entries).stream().map(Violation::promise).distinct().toList();
    }
}
