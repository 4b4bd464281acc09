package dev.codefleet.cli.job;

import dev.codefleet.cli.job.JobResult.SubtaskResult;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Table;
import dev.codefleet.cli.terminal.Timestamps;
import dev.codefleet.cli.terminal.WordWrap;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job's result for people: a table of its subtasks, what failed, and how long it took. */
public final class JobReport {
    /** Longer failures are in the logs. */
    private static final int FAILURE_LINES = 12;

    private static final int FAILURES = 20;

    /** Work of less is too little to tell how well it ran in parallel. */
    private static final long COMPARED_MS = 5_000;

    private final Style style;

    public JobReport(Style style) {
        this.style = style;
    }

    /**
     * All lines of the report.
     *
     * @param columns characters in a line; what the subtasks printed is never broken
     */
    public List<String> lines(JobResult result, int columns) {
        var lines = new ArrayList<>(table(result.subtasks(), columns));
        flags(result.subtasks()).forEach(line -> lines.addAll(WordWrap.wrapped(line, columns)));
        lines.addAll(failures(result.subtasks()));
        for (var waiting : result.unschedulable()) {
            lines.add("");
            lines.add(
                    style.yellow(
                            unschedulable(
                                    waiting.subtasks(),
                                    waiting.subtask(),
                                    waiting.reason(),
                                    waiting.failsAt())));
        }
        lines.add("");
        lines.addAll(coloured(result.state(), WordWrap.wrapped(summary(result), columns)));
        var figures = figures(result.figures());
        if (!figures.isEmpty()) {
            lines.addAll(WordWrap.wrapped(figures, columns));
        }
        return lines;
    }

    /**
     * That nobody can take subtasks.
     *
     * @param subtasks how many
     * @param key of one of them
     * @param failsAt null if they wait for ever
     */
    public static String unschedulable(
            int subtasks, String key, String reason, @Nullable Instant failsAt) {
        var who =
                subtasks == 1
                        ? "Subtask " + key + " waits, and nobody can take it: "
                        : subtasks
                                + " subtasks, "
                                + key
                                + " among them, wait, and nobody can take them: ";
        var end =
                failsAt == null
                        ? ""
                        : (subtasks == 1 ? " It fails" : " They fail")
                                + " if that lasts until "
                                + Timestamps.text(failsAt)
                                + ".";
        return who + reason + end;
    }

    private List<String> table(List<SubtaskResult> subtasks, int columns) {
        var headers =
                new ArrayList<>(
                        List.of(
                                "",
                                "SUBTASK",
                                "PROGRAMMER",
                                "ATTEMPTS",
                                "ITERATIONS",
                                "FILES",
                                "LINES",
                                "TIME"));
        var isFlagged = subtasks.stream().anyMatch(subtask -> !subtask.flags().isEmpty());
        if (isFlagged) {
            headers.add("FLAGS");
        }
        var table = new Table(headers, Set.of(3, 4, 5, 6, 7), List.of(4, 3, 5));
        for (var subtask : subtasks) {
            var cells =
                    new ArrayList<Object>(
                            List.of(
                                    mark(subtask.state()),
                                    subtask.key(),
                                    subtask.programmer() == null ? "-" : subtask.programmer(),
                                    subtask.attempts(),
                                    subtask.iterations(),
                                    subtask.filesChanged(),
                                    "+" + subtask.linesAdded() + " -" + subtask.linesDeleted(),
                                    Durations.text(subtask.durationMs())));
            if (isFlagged) {
                cells.add(String.join(", ", subtask.flags()));
            }
            table.add(cells.toArray());
        }
        var plain = table.layout(columns);
        var lines = new ArrayList<String>();
        plain.header().forEach(line -> lines.add(style.bold(line)));
        for (var i = 0; i < subtasks.size(); i++) {
            var state = subtasks.get(i).state();
            plain.rows().get(i).forEach(line -> lines.add(coloured(state, line)));
        }
        return lines;
    }

    /** What the flags in the table mean, each once. */
    private static List<String> flags(List<SubtaskResult> subtasks) {
        var lines = new ArrayList<String>();
        subtasks.stream()
                .flatMap(subtask -> subtask.flags().stream())
                .distinct()
                .sorted()
                .forEach(flag -> lines.add(flag + ": " + meaning(flag)));
        if (!lines.isEmpty()) {
            lines.addFirst("");
        }
        return lines;
    }

    private static String meaning(String flag) {
        return switch (flag) {
            case "NO_CHANGE" -> "It changed no file.";
            case "OUTSIDE_FILES" -> "It changed files that its 'files' in the plan do not name.";
            case "LFS_CONTENTS_MISSING" ->
                    "Files of Git LFS were pointers in its tree; its log says why.";
            case "SUBMODULES_MISSING" -> "The repository's submodules were not checked out.";
            case "TESTS_DELETED" -> "It deleted tests, or renamed them to what is none.";
            default -> "A reviewer should look at it.";
        };
    }

    /** A subtask's state in one sign, or in a word where its colour does not explain it. */
    public String mark(SubtaskState state) {
        var word = state.name().toLowerCase(Locale.ROOT);
        if (!style.hasColours()) {
            return word;
        }
        return switch (state) {
            case SUCCEEDED -> style.symbol("\u2713", word);
            case FAILED -> style.symbol("\u2717", word);
            case CANCELLED, SKIPPED -> style.symbol("\u2013", word);
            case RUNNING -> style.symbol("\u25b8", word);
            case PENDING, READY -> style.symbol("\u00b7", word);
        };
    }

    /** A line in the colour of a subtask's state. */
    public String coloured(SubtaskState state, String line) {
        return switch (state) {
            case SUCCEEDED -> line;
            case FAILED -> style.red(line);
            case CANCELLED, SKIPPED -> style.yellow(line);
            case RUNNING -> style.cyan(line);
            case PENDING, READY -> style.dim(line);
        };
    }

    /**
     * Those of the subtasks that failed, and why others were skipped; cancelled ones were meant to
     * end.
     */
    private List<String> failures(List<SubtaskResult> subtasks) {
        var lines = new ArrayList<String>();
        var told =
                subtasks.stream()
                        .filter(subtask ->
                                subtask.state() == SubtaskState.FAILED
                                        || subtask.state() == SubtaskState.SKIPPED)
                        .toList();
        told.stream().limit(FAILURES).forEach(subtask -> lines.addAll(failure(subtask)));
        if (told.size() > FAILURES) {
            lines.add("");
            lines.add("... and " + (told.size() - FAILURES) + " more");
        }
        return lines;
    }

    private List<String> failure(SubtaskResult subtask) {
        var failure = subtask.failure();
        if (failure == null) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(style.bold(subtask.key()) + " " + style.red(failure.reason().name()));
        lines.addAll(message(failure));
        return lines;
    }

    private static List<String> message(Failure failure) {
        var all = failure.message().strip().lines().map(line -> "  " + line).toList();
        return all.size() <= FAILURE_LINES ? all : shortened(all);
    }

    /** The first line says what failed, the last ones how. */
    private static List<String> shortened(List<String> all) {
        var lines = new ArrayList<String>();
        lines.add(all.getFirst());
        lines.add("  ...");
        lines.addAll(all.subList(all.size() - FAILURE_LINES + 2, all.size()));
        return lines;
    }

    private static String summary(JobResult result) {
        var state = result.state();
        var line = "Job " + result.job() + " " + verb(state) + time(result);
        var failure = result.failure();
        if (failure == null) {
            return line + ".";
        }
        // The subtasks above have told the rest.
        var why = failure.message().strip().lines().findFirst().orElse("").strip();
        if (why.isEmpty()) {
            return line + " (" + failure.reason() + ").";
        }
        return line + ": " + why + (why.matches(".*[.!?]") ? "" : ".");
    }

    private static String verb(JobState state) {
        return switch (state) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "was cancelled";
            case QUEUED -> "is queued";
            case PLANNING -> "is being planned";
            case AWAITING_APPROVAL -> "is waiting for approval";
            case RUNNING -> "is running";
            case INTEGRATING -> "is being merged";
        };
    }

    private static String time(JobResult result) {
        var makespan = result.figures().makespanMs();
        if (makespan == null) {
            return "";
        }
        var time = Durations.text(makespan);
        return result.state() == JobState.SUCCEEDED ? " in " + time : " after " + time;
    }

    /**
     * What the time went into. A speed-up is told of work that is worth comparing only: of commands
     * of milliseconds it would say nothing but how long clones and commits take.
     */
    private static String figures(JobResult.Figures figures) {
        if (figures.makespanMs() == null || figures.workMs() == 0) {
            return "";
        }
        var work = "Commands and checks took " + Durations.text(figures.workMs()) + " in all";
        if (figures.workMs() < COMPARED_MS) {
            return work
                    + "; the rest is waiting, getting workspaces ready (longer at a programmer's first attempt),"
                    + " committing and merging.";
        }
        return work
                + ": speed-up "
                + figure(figures.speedup())
                + ", efficiency "
                + figure(figures.efficiency())
                + " on "
                + figures.slots()
                + (figures.slots() == 1 ? " slot." : " slots.");
    }

    private List<String> coloured(JobState state, List<String> lines) {
        return switch (state) {
            case SUCCEEDED -> lines.stream().map(style::green).toList();
            case FAILED, CANCELLED -> lines.stream().map(style::red).toList();
            case QUEUED, PLANNING, AWAITING_APPROVAL, RUNNING, INTEGRATING -> lines;
        };
    }

    private static String figure(@Nullable Double figure) {
        return figure == null ? "-" : String.format(Locale.ROOT, "%.2f", figure);
    }
}
