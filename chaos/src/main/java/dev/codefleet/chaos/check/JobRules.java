package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Promises about whole jobs. */
final class JobRules {
    /** As often may infrastructure end an attempt of a subtask before that fails. */
    private static final int INFRASTRUCTURE_CAP = 10;

    private static final Set<String> INFRASTRUCTURE =
            Set.of("PROGRAMMER_LOST", "REFUSED", "RATE_LIMITED");
    private static final long MS = 1_000_000;

    private JobRules() {}

    static List<Rule> all() {
        return List.of(
                new NamedRule("an accepted job ends in time", JobRules::unended),
                new NamedRule("work that can succeed does", JobRules::failed),
                new NamedRule("a job handed in again is the same job", JobRules::doubled),
                new NamedRule("a job's log has every entry once and in order", JobRules::gaps),
                new NamedRule(
                        "clients are told 'not now', not that they are wrong", JobRules::refusals));
    }

    private static Stream<String> unended(IndexedHistory evidence) {
        var ended =
                evidence.all(HistoryEntry.Ended.class)
                        .collect(
                                Collectors.toMap(
                                        HistoryEntry.Ended::job,
                                        HistoryEntry.Ended::at,
                                        Math::min));
        var calm =
                evidence.first(HistoryEntry.Calm.class)
                        .map(HistoryEntry.Calm::at)
                        .orElse(Long.MAX_VALUE);
        var allowed =
                evidence.first(HistoryEntry.Began.class)
                        .map(HistoryEntry.Began::endsWithinMs)
                        .orElse(0L);
        return evidence.jobs().stream()
                .flatMap(job -> {
                    var end = ended.get(job);
                    if (end == null) {
                        return Stream.of("job " + job + " was accepted and has not ended");
                    }
                    var late = (end - calm) / MS;
                    return calm != Long.MAX_VALUE && late > allowed
                            ? Stream.of(
                                    "job "
                                            + job
                                            + " ended "
                                            + late
                                            + " ms after the last fault, allowed are "
                                            + allowed)
                            : Stream.empty();
                });
    }

    /** No subtask of a run fails by itself: only infrastructure can have ended it, to its cap. */
    private static Stream<String> failed(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Ended.class)
                .filter(ended -> !ended.state().equals("SUCCEEDED"))
                .filter(ended -> !isExplained(evidence, ended))
                .map(ended ->
                        "job "
                                + ended.job()
                                + " is "
                                + ended.state()
                                + ": "
                                + ended.reason()
                                + ", "
                                + ended.message());
    }

    private static boolean isExplained(IndexedHistory evidence, HistoryEntry.Ended ended) {
        var losses = new HashMap<String, Integer>();
        evidence.all(HistoryEntry.Logged.class)
                .filter(entry -> entry.job().equals(ended.job()))
                .filter(entry -> entry.what().equals("report"))
                .filter(entry -> entry.reason() != null && INFRASTRUCTURE.contains(entry.reason()))
                .forEach(entry -> losses.merge(String.valueOf(entry.subtask()), 1, Integer::sum));
        return ended.reason() != null
                && INFRASTRUCTURE.contains(ended.reason())
                && losses.values().stream().anyMatch(count -> count >= INFRASTRUCTURE_CAP);
    }

    private static Stream<String> doubled(IndexedHistory evidence) {
        var jobs = new HashMap<String, Set<String>>();
        evidence.all(HistoryEntry.Accepted.class)
                .forEach(one ->
                        jobs.computeIfAbsent(one.key(), _ -> new HashSet<>()).add(one.job()));
        return jobs.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> "key " + entry.getKey() + " became the jobs " + entry.getValue());
    }

    private static Stream<String> gaps(IndexedHistory evidence) {
        var last = new HashMap<String, Long>();
        var breaches = new ArrayList<String>();
        evidence.all(HistoryEntry.Logged.class)
                .forEach(entry -> {
                    var before = last.getOrDefault(entry.job(), 0L);
                    if (entry.seq() != before + 1) {
                        breaches.add(
                                "job "
                                        + entry.job()
                                        + ": entry "
                                        + entry.seq()
                                        + " came after "
                                        + before);
                    }
                    last.put(entry.job(), entry.seq());
                });
        return breaches.stream();
    }

    private static Stream<String> refusals(IndexedHistory evidence) {
        var counts =
                evidence.all(HistoryEntry.Refused.class)
                        .collect(
                                Collectors.groupingBy(
                                        one -> one.request() + " was answered " + one.answer(),
                                        Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)");
    }
}
