package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Promises about when and how often work is executed. */
final class ExecutionRules {
    /** After its programmer was killed, an attempt's tree may live as long as this. */
    private static final long ORPHAN_LIMIT_NANOS = 15_000_000_000L;

    private ExecutionRules() {}

    static List<Rule> all() {
        return List.of(
                new NamedRule(
                        "one execution of a subtask lives at a time", ExecutionRules::overlaps),
                new NamedRule("an attempt is executed once", ExecutionRules::repeats),
                new NamedRule("what was accepted is not done again", ExecutionRules::superfluous),
                new NamedRule("nothing starts before what it depends on", ExecutionRules::early),
                new NamedRule("a programmer keeps to its slots", ExecutionRules::crowds),
                new NamedRule("work dies with its programmer", ExecutionRules::orphans));
    }

    private static Stream<String> overlaps(IndexedHistory evidence) {
        return evidence.executionsBySubtask().values().stream().flatMap(ExecutionRules::overlaps);
    }

    private static Stream<String> overlaps(List<Execution> ofSubtask) {
        var breaches = new ArrayList<String>();
        for (var i = 0; i < ofSubtask.size(); i++) {
            for (var j = i + 1; j < ofSubtask.size(); j++) {
                if (ofSubtask.get(i).overlaps(ofSubtask.get(j))) {
                    breaches.add(ofSubtask.get(i) + " lived beside " + ofSubtask.get(j));
                }
            }
        }
        return breaches.stream();
    }

    private static Stream<String> repeats(IndexedHistory evidence) {
        var seen = new HashSet<String>();
        return evidence.executions().stream()
                .filter(execution -> !seen.add(execution.attempt()))
                .map(execution -> execution + " had been executed before");
    }

    private static Stream<String> superfluous(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Resulted.class)
                .flatMap(one ->
                        evidence.accepted(one.job(), one.subtask()).stream()
                                .flatMap(accepted ->
                                        evidence.executions(one.job(), one.subtask()).stream()
                                                .filter(other -> other.number() > accepted.number())
                                                .map(other ->
                                                        other
                                                                + " was made after "
                                                                + accepted
                                                                + ", which was accepted")));
    }

    private static Stream<String> early(IndexedHistory evidence) {
        return evidence.jobs().stream().flatMap(job -> early(evidence, job));
    }

    private static Stream<String> early(IndexedHistory evidence, String job) {
        var breaches = new ArrayList<String>();
        evidence.plan(job)
                .forEach((subtask, needs) -> {
                    for (var execution : evidence.executions(job, subtask)) {
                        for (var need : needs) {
                            var done = evidence.accepted(job, need);
                            var isKnown = evidence.result(job, need).isPresent();
                            // Without an accepted one nothing may build on it.
                            if (isKnown
                                    && (done.isEmpty()
                                            || done.get().aliveAt() > execution.start())) {
                                breaches.add(execution + " started before " + need + " was done");
                            }
                        }
                    }
                });
        return breaches.stream();
    }

    private static Stream<String> crowds(IndexedHistory evidence) {
        var slots =
                evidence.first(HistoryEntry.Began.class)
                        .map(HistoryEntry.Began::slots)
                        .orElseThrow();
        var byStart = new ArrayList<>(evidence.executions());
        byStart.sort(Comparator.comparingLong(Execution::start));
        var living = new HashMap<String, PriorityQueue<Long>>();
        var breaches = new ArrayList<String>();
        for (var execution : byStart) {
            var ends = living.computeIfAbsent(execution.programmer(), _ -> new PriorityQueue<>());
            while (!ends.isEmpty() && ends.peek() <= execution.start()) {
                ends.remove();
            }
            ends.add(execution.aliveAt());
            var most = slots.getOrDefault(execution.programmer(), 0);
            if (ends.size() > most) {
                breaches.add(execution + " is number " + ends.size() + " at once, of " + most);
            }
        }
        return breaches.stream();
    }

    private static Stream<String> orphans(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Faulted.class)
                .filter(fault -> fault.kind().equals("KILL"))
                .flatMap(fault ->
                        evidence.executions().stream()
                                .filter(one -> one.programmer().equals(fault.target()))
                                .filter(one -> one.start() < fault.at())
                                .filter(one -> one.aliveAt() - fault.at() > ORPHAN_LIMIT_NANOS)
                                .map(one -> one + " outlived fault " + fault.number()));
    }
}
