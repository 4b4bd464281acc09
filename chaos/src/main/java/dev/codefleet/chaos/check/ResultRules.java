package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.Entry;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is promised of results. */
final class ResultRules {
    private ResultRules() {}

    static List<Rule> all() {
        return List.of(
                new Promise("no result of a job that succeeded is missing", ResultRules::missing),
                new Promise("one result of a subtask is accepted", ResultRules::doubled),
                new Promise("what succeeded was executed to its end", ResultRules::unexecuted),
                new Promise(
                        "a result's files are those of its accepted attempt",
                        ResultRules::foreign));
    }

    private static Stream<String> missing(Evidence evidence) {
        return evidence.all(Entry.Ended.class)
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

    private static Stream<String> doubled(Evidence evidence) {
        return evidence.all(Entry.Resulted.class)
                .filter(ResultRules::succeeded)
                .filter(one -> one.accepted().size() != 1)
                .map(one -> name(one) + " has the accepted attempts " + one.accepted());
    }

    private static Stream<String> unexecuted(Evidence evidence) {
        return evidence.all(Entry.Resulted.class)
                .filter(one -> succeeded(one) && one.accepted().size() == 1)
                .filter(one -> evidence.accepted(one.job(), one.subtask()).isEmpty())
                .map(one -> "nobody saw " + one.accepted().getFirst() + " come to its end");
    }

    private static Stream<String> foreign(Evidence evidence) {
        return evidence.all(Entry.Resulted.class)
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
    private static boolean isWhole(Evidence evidence, String job) {
        return evidence.all(Entry.Ended.class)
                .anyMatch(ended -> ended.job().equals(job) && ended.state().equals("SUCCEEDED"));
    }

    private static boolean succeeded(Entry.Resulted one) {
        return one.state().equals("SUCCEEDED");
    }

    private static String name(Entry.Resulted one) {
        return "subtask " + one.subtask() + " of job " + one.job();
    }
}
