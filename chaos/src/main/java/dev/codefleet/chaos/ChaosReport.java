package dev.codefleet.chaos;

import dev.codefleet.chaos.check.Checker;
import dev.codefleet.chaos.check.RecoveryTimes;
import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.gatewayclient.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a fault run as lines of text. */
public final class ChaosReport {
    private static final int MOST_SHOWN = 40;

    private final ChaosRun.Outcome outcome;
    private final ChaosSettings settings;

    public ChaosReport(ChaosRun.Outcome outcome, ChaosSettings settings) {
        this.outcome = outcome;
        this.settings = settings;
    }

    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("Faults: " + sum() + " (" + byKind() + ")");
        lines.add(work());
        var times = new RecoveryTimes(outcome.history());
        lines.add("Takeover after SIGKILL of a manager: " + text(times.takeovers("KILL")));
        lines.add("Takeover after SIGTERM of a manager: " + text(times.takeovers("TERMINATE")));
        lines.add("Next execution after SIGKILL of a programmer: " + text(times.reassignments()));
        verdict(lines);
        lines.add("History: " + outcome.file());
        return lines;
    }

    private static String text(List<Long> nanos) {
        return new Distribution(nanos).text();
    }

    private int sum() {
        return outcome.counts().values().stream().mapToInt(Integer::intValue).sum();
    }

    private String byKind() {
        return outcome.counts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private String work() {
        return "Work: "
                + count(HistoryEntry.Accepted.class)
                + " jobs accepted, "
                + count(HistoryEntry.Ended.class)
                + " ended; "
                + count(HistoryEntry.Resulted.class)
                + " subtasks, "
                + count(HistoryEntry.Started.class)
                + " executions";
    }

    private long count(Class<? extends HistoryEntry> kind) {
        return outcome.history().stream().filter(kind::isInstance).count();
    }

    private void verdict(List<String> lines) {
        var violations = outcome.violations();
        if (violations.isEmpty()) {
            lines.add(Checker.promises().size() + " promises looked at, all kept.");
            return;
        }
        lines.add(violations.size() + " violations:");
        violations.stream().limit(MOST_SHOWN).forEach(one -> lines.add("  " + one));
        if (violations.size() > MOST_SHOWN) {
            lines.add("  and " + (violations.size() - MOST_SHOWN) + " more");
        }
        lines.add(
                "The same faults again: " + Invocation.PLAIN.of("chaos --seed " + settings.seed()));
    }
}
