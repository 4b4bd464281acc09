package dev.codefleet.cli.follow;

import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.PrintableText;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.TerminalSize;
import dev.codefleet.cli.terminal.WordWrap;
import dev.codefleet.contract.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The part of the screen that is drawn anew: a line per running subtask, and the counts. */
final class LiveFrame {
    private static final int ROWS_KEPT_FREE = 4;
    private static final String INDENT = "  ";

    private final Style style;

    LiveFrame(Style style) {
        this.style = style;
    }

    /**
     * The lines, none wider than the terminal, and fewer than it has rows.
     *
     * @param slots null if not known
     */
    List<String> lines(
            JobProgress progress,
            @Nullable FleetSlots slots,
            Instant startedAt,
            Instant now,
            TerminalSize size) {
        var lines = new ArrayList<String>();
        var running = progress.running();
        var counts =
                WordWrap.wrapped(
                        counts(progress, slots, startedAt, now), Math.max(1, size.columns() - 1));
        var room = Math.max(1, size.rows() - ROWS_KEPT_FREE - (counts.size() - 1));
        var width = running.stream().mapToInt(one -> one.key().length()).max().orElse(0);
        for (var one : running.subList(0, Math.min(room, running.size()))) {
            lines.add(style.cyan(cut(line(one, width, now), size)));
        }
        if (running.size() > room) {
            var more = INDENT + "... and " + (running.size() - room) + " more";
            lines.add(style.cyan(cut(more, size)));
        }
        counts.forEach(line -> lines.add(style.bold(cut(line, size))));
        return lines;
    }

    private String line(RunningSubtask one, int width, Instant now) {
        var phase = one.phase() == null ? "" : one.phase();
        var iteration = one.iteration() > 1 ? " (iteration " + one.iteration() + ")" : "";
        var attempt = one.attempt() > 1 ? " (attempt " + one.attempt() + ")" : "";
        return String.format(
                        Locale.ROOT,
                        "%s %-" + Math.max(1, width) + "s  %-14s %9s  %s%s%s",
                        style.symbol("\u25b8", ">"),
                        one.key(),
                        one.programmer(),
                        elapsed(one.since(), now),
                        phase,
                        iteration,
                        attempt)
                .stripTrailing();
    }

    private String counts(
            JobProgress progress, @Nullable FleetSlots slots, Instant startedAt, Instant now) {
        var counts = progress.counts();
        var dot = style.symbol(" \u00b7 ", ", ");
        var line = new StringBuilder(elapsed(startedAt, now));
        if (progress.repositoryWait() != null) {
            line.append(dot).append("repository unreachable");
        } else if (progress.state() == JobState.INTEGRATING) {
            line.append(dot).append("merging");
        }
        line.append(dot).append(counts.waiting()).append(" waiting");
        line.append(dot).append(counts.running()).append(" running");
        line.append(dot).append(counts.done()).append(" done");
        line.append(dot).append(counts.failed()).append(" failed");
        if (slots != null) {
            line.append(dot).append("slots: ").append(slots.busy()).append(" busy, ");
            line.append(slots.free()).append(" free");
        }
        return line.toString();
    }

    private static String elapsed(Instant since, Instant now) {
        // Clocks of two machines may differ: a negative time would only confuse.
        return Durations.coarse(Math.max(0, Duration.between(since, now).toMillis()));
    }

    private static String cut(String line, TerminalSize size) {
        var text = PrintableText.text(line);
        return text.length() < size.columns() ? text : text.substring(0, size.columns() - 1);
    }
}
