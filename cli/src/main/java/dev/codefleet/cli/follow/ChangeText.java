package dev.codefleet.cli.follow;

import dev.codefleet.cli.job.JobReport;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.contract.job.SubtaskState;
import java.util.Locale;
import java.util.Optional;

/** A job's changes as lines, for the scroll of a terminal and for pipes. */
final class ChangeText {
    private final Style style;
    private final JobReport report;

    ChangeText(Style style) {
        this.style = style;
        this.report = new JobReport(style);
    }

    /** A line for a pipe: starts are told too, since nothing else shows them. */
    String plain(JobChange change) {
        return switch (change) {
            case JobChange.Started started -> {
                var running = started.running();
                yield running.key()
                        + " started on "
                        + running.programmer()
                        + again(running.attempt());
            }
            case JobChange.Ended ended -> {
                var word = ended.state().name().toLowerCase(Locale.ROOT);
                yield ended.key() + " " + word + where(ended) + colon(ended.failure());
            }
            case JobChange.Retried retried -> retried(retried);
            case JobChange.Waits waiting -> waiting.text();
            case JobChange.Schedulable over -> schedulable(over);
            case JobChange.JobMoved moved -> "job " + moved.state().name().toLowerCase(Locale.ROOT);
        };
    }

    /** A line that stays above the live view; empty for what the live view itself shows. */
    Optional<String> scrolled(JobChange change) {
        return switch (change) {
            case JobChange.Started started -> Optional.empty();
            case JobChange.JobMoved moved -> Optional.empty();
            case JobChange.Waits waiting -> Optional.of(style.yellow(waiting.text()));
            case JobChange.Schedulable over -> Optional.of(schedulable(over));
            case JobChange.Retried retried -> Optional.of(style.yellow(retried(retried)));
            case JobChange.Ended ended -> Optional.of(scrolled(ended));
        };
    }

    private String scrolled(JobChange.Ended ended) {
        var mark = report.mark(ended.state());
        var told = ended.state() == SubtaskState.SUCCEEDED ? style.green(mark) : mark;
        var line = told + " " + ended.key() + style.dim(where(ended)) + colon(ended.failure());
        return report.coloured(ended.state(), line);
    }

    private static String retried(JobChange.Retried retried) {
        return retried.key()
                + " gets another attempt: number "
                + retried.attempt()
                + " on "
                + retried.programmer()
                + " failed"
                + colon(retried.failure());
    }

    private static String schedulable(JobChange.Schedulable over) {
        return "Subtasks of the lane "
                + over.lane()
                + " with the executor "
                + over.executor()
                + " wait for nothing but a free slot now.";
    }

    private static String where(JobChange.Ended ended) {
        return ended.programmer() == null
                ? ""
                : " on " + ended.programmer() + " in " + Durations.text(ended.elapsedMs());
    }

    private static String again(int attempt) {
        return attempt == 1 ? "" : " (attempt " + attempt + ")";
    }

    private static String colon(String failure) {
        return failure.isEmpty() ? "" : ": " + failure;
    }
}
