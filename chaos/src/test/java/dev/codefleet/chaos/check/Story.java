package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.Entry;
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

    private final List<Entry> entries = new ArrayList<>();
    private long executions;

    static Story good() {
        var story = new Story();
        story.add(new Entry.Began(0, 1, Map.of("p1", 1, "p2", 1), 60_000));
        story.add(new Entry.Submitted(0, "key", Map.of("a", List.of(), "b", List.of("a")), true));
        story.add(new Entry.Accepted(SECOND, "key", "j"));
        story.logged(1, "order", null).logged(2, "report", null);
        story.executed("j.a.1", "p1", 2, 4).executed("j.b.1", "p2", 4, 6);
        story.resulted("a", "j.a.1").resulted("b", "j.b.1");
        story.add(new Entry.Calm(7 * SECOND));
        story.add(new Entry.Ended(8 * SECOND, "j", "SUCCEEDED", null, null));
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
        add(new Entry.Started(from * SECOND, id, attempt, programmer));
        return add(new Entry.Left(to * SECOND, id, to * SECOND, isDone));
    }

    Story logged(long seq, String what, @Nullable String reason) {
        return add(
                new Entry.Logged(seq, "j", seq, what, "m1", null, "a", null, null, null, reason));
    }

    Story resulted(String subtask, String... accepted) {
        var attempts = List.of(accepted);
        return add(
                new Entry.Resulted(
                        9, "j", subtask, "SUCCEEDED", attempts.size(), attempts, attempts));
    }

    Story surveyed(
            List<String> processes, List<String> workspaces, List<String> reports, int free) {
        return add(
                new Entry.Surveyed(
                        10 * SECOND,
                        processes,
                        workspaces,
                        reports,
                        Map.of("p1", free, "p2", free)));
    }

    Story add(Entry entry) {
        entries.add(entry);
        return this;
    }

    Story without(Class<? extends Entry> kind) {
        entries.removeIf(kind::isInstance);
        return this;
    }

    /** Without the results of a subtask. */
    Story withoutResult(String subtask) {
        entries.removeIf(
                entry -> entry instanceof Entry.Resulted one && one.subtask().equals(subtask));
        return this;
    }

    /** Promises that the checker says were broken. */
    List<String> broken() {
        return Checker.violations(entries).stream().map(Violation::promise).distinct().toList();
    }
}
