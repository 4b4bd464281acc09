package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Promises about results. */
final class ResultRules {
    private ResultRules() {}

    static List<Rule> all() {
        return List.of(
                new NamedRule("no result of a job that succeeded is missing", ResultRules::missing),
                new NamedRule("one result of a subtask is accepted", ResultRules::doubled),
                new NamedRule("what succeeded was executed to its end", ResultRules::unexecuted),
                new NamedRule(
                        "a result's files are those of its accepted attempt",
                        ResultRules::foreign));
    }

    private static Stream<String> missing(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Ended.class)
                .filter(ended -> ended.state().equals("SUCCEEDED"))
                .flatMap(ended ->
                        evidence.plan(ended.job()).keySet().stream()
                                .filter(
                                        Predicate.not(subtask ->
                                                evidence.result(ended.job(), subtask)
                                                        .filter(ResultRules::succeeded)
                                                        .isPresent()))
                                .map(subtask ->
                                        "job " + ended.job() + " succeeded without " + subtask));
    }

    private static Stream<String> doubled(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Resulted.class)
                .filter(ResultRules::succeeded)
                .filter(one -> one.accepted().size() != 1)
                .map(one -> name(one) + " has the accepted attempts " + one.accepted());
    }

    private static Stream<String> unexecuted(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Resulted.class)
                .filter(one -> succeeded(one) && one.accepted().size() == 1)
                .filter(one -> evidence.accepted(one.job(), one.subtask()).isEmpty())
                .map(one -> "nobody saw " + one.accepted().getFirst() + " come to its end");
    }

    private static Stream<String> foreign(IndexedHistory evidence) {
        return evidence.all(HistoryEntry.Resulted.class)
                .filter(one -> succeeded(one) && evidence.hasFiles(one.job()))
                .filter(one -> !one.accepted().equals(one.content()))
                .filter(one -> isWhole(evidence, one.job()))
                .map(one ->
                        name(one)
                                + " was written by "
                                + one.content()
                                + ", accepted is "
                                + one.accepted());
    }

    /** Only a job that succeeded has a result to look into. */
    private static boolean isWhole(IndexedHistory evidence, String job) {
        return evidence.all(HistoryEntry.Ended.class)
                .anyMatch(ended -> ended.job().equals(job) && ended.state().equals("SUCCEEDED"));
    }

    private static boolean succeeded(HistoryEntry.Resulted one) {
        return one.state().equals("SUCCEEDED");
    }

    private static String name(HistoryEntry.Resulted one) {
        return "subtask " + one.subtask() + " of job " + one.job();
    }
}
