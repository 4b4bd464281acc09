package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Promises that nothing stays behind. */
final class LeftoverRules {
    private static final Set<String> ENDING = Set.of("KILL", "TERMINATE");
    private static final long START_NANOS = 30_000_000_000L;

    private LeftoverRules() {}

    static List<Rule> all() {
        return List.of(
                new NamedRule(
                        "no process of an attempt is left", left(HistoryEntry.Surveyed::processes)),
                new NamedRule("no workspace is left", left(HistoryEntry.Surveyed::workspaces)),
                new NamedRule("no report is left", left(HistoryEntry.Surveyed::reports)),
                new NamedRule("no slot is leaked", LeftoverRules::slots),
                new NamedRule("no process ends by itself", LeftoverRules::deaths));
    }

    private static Function<IndexedHistory, Stream<String>> left(
            Function<HistoryEntry.Surveyed, List<String>> what) {
        return evidence ->
                evidence.all(HistoryEntry.Surveyed.class).flatMap(one -> what.apply(one).stream());
    }

    private static Stream<String> slots(IndexedHistory evidence) {
        var slots =
                evidence.first(HistoryEntry.Began.class)
                        .map(HistoryEntry.Began::slots)
                        .orElse(Map.of());
        return evidence.all(HistoryEntry.Surveyed.class)
                .flatMap(survey ->
                        slots.entrySet().stream()
                                .filter(one ->
                                        !one.getValue()
                                                .equals(survey.freeSlots().get(one.getKey())))
                                .map(one ->
                                        one.getKey()
                                                + " has "
                                                + one.getValue()
                                                + " slots, free are "
                                                + survey.freeSlots().get(one.getKey())));
    }

    /** One that was just started may end for want of what it needs, and is started again. */
    private static Stream<String> deaths(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Died.class)
                .filter(death -> !isStarting(evidence, death))
                .map(one ->
                        one.member() + " ended at " + one.at() + ", and nobody had asked it to");
    }

    private static boolean isStarting(IndexedHistory evidence, HistoryEntry.Died death) {
        var restarts =
                evidence.all(HistoryEntry.Faulted.class)
                        .filter(fault -> ENDING.contains(fault.kind()))
                        .filter(fault -> fault.target().equals(death.member()))
                        .map(HistoryEntry.Faulted::number)
                        .toList();
        return evidence.all(HistoryEntry.Mended.class)
                .filter(mended -> restarts.contains(mended.number()))
                .map(mended -> death.at() - mended.at())
                .anyMatch(age -> age >= 0 && age < START_NANOS);
    }
}
