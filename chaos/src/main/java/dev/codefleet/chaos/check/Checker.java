package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.List;
import java.util.stream.Stream;

/** Finds every violation of a promise in a history. Pure. */
public final class Checker {
    private static final List<Rule> RULES =
            Stream.of(JobRules.all(), ResultRules.all(), ExecutionRules.all(), LeftoverRules.all())
                    .flatMap(List::stream)
                    .toList();

    private Checker() {}

    /** All that was not kept; empty if everything was. */
    public static List<Violation> violations(List<HistoryEntry> history) {
        var evidence = new IndexedHistory(history);
        return RULES.stream()
                .flatMap(rule ->
                        rule.breaches(evidence).map(what -> new Violation(rule.promise(), what)))
                .toList();
    }

    /** The promises that are looked at. */
    public static List<String> promises() {
        return RULES.stream().map(Rule::promise).toList();
    }
}
