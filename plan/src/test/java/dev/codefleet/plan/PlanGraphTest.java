package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.fault;
import static dev.codefleet.plan.Readings.faults;
import static dev.codefleet.plan.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanGraphTest {

    @Test
    void aCycleIsNamedWithItsChain() {
        assertThat(fault(graph("a: b", "b: c", "c: a")))
                .isEqualTo(
                        "6 subtasks[2].depends_on[0] closes a cycle: a -> b -> c -> a"
                                + " (a graph without cycles)");
    }

    @Test
    void aCycleThatIsReachedFromOutsideNamesOnlyItself() {
        assertThat(fault(graph("start: a", "a: end b", "b: a", "end:")))
                .contains("subtasks[2].depends_on[0] closes a cycle: a -> b -> a (");
    }

    @Test
    void cyclesApartAreAllNamed() {
        assertThat(faults(graph("a: b", "b: a", "c: d", "d: c"))).hasSize(2);
    }

    @Test
    void aDiamondIsNoCycle() {
        var plan = valid(graph("top:", "left: top", "right: top", "bottom: left right"));

        assertThat(plan.subtasks().getLast().dependsOn()).containsExactly("left", "right");
    }

    @Test
    void aSubtaskThatDependsOnItselfIsNamed() {
        assertThat(fault(graph("a: a")))
                .isEqualTo(
                        "4 subtasks[0].depends_on[0] a subtask cannot depend on itself"
                                + " (the key of another subtask)");
    }

    @Test
    void aMissingDependencyIsNamedWithTheChainAndTheNearestKey() {
        assertThat(fault(graph("limiter:", "api: limitr", "release: api")))
                .isEqualTo(
                        "5 subtasks[1].depends_on[0] no subtask has the key 'limitr'"
                                + " (release -> api -> limitr) (did you mean 'limiter'?)");
    }

    @Test
    void aMissingDependencyBelowACycleEndsItsChain() {
        assertThat(faults(graph("a: b nowhere", "b: a")).stream().map(Readings::shown))
                .anyMatch(shown -> shown.contains("(b -> a -> nowhere)"))
                .hasSize(2);
    }

    @Test
    void aDependencyListedTwiceIsNamed() {
        assertThat(fault(graph("a:", "b: a a"))).contains("depends_on[1] 'a' is listed twice");
    }

    @Test
    void aDuplicateKeyNamesBothLines() {
        assertThat(fault(graph("a:", "b:", "a:")))
                .isEqualTo(
                        "6 subtasks[2].key 'a' is already the key of the subtask on line 4"
                                + " (a key of its own)");
    }

    @Test
    void theKeyOfFinalChecksIsReserved() {
        assertThat(fault(graph("final-checks:"))).contains("is reserved");
    }

    @Test
    void thoseWhoReferToAMisspeltKeyAreNotBlamed() {
        assertThat(fault(graph("-a:", "b: -a"))).contains("subtasks[0].key is '-a'");
    }

    @Test
    void aChainOfAHundredThousandIsAsGoodAsAnyGraph() {
        var plan =
                valid(
                        graph(
                                IntStream.range(0, 100_000)
                                        .mapToObj(i -> i == 0 ? "k0:" : "k" + i + ": k" + (i - 1))
                                        .toArray(String[]::new)));

        assertThat(plan.subtasks()).hasSize(100_000);
    }

    @Test
    void aCycleOfAHundredThousandIsNamedInShort() {
        var shown =
                fault(
                        graph(
                                IntStream.range(0, 100_000)
                                        .mapToObj(i -> "k" + i + ": k" + ((i + 1) % 100_000))
                                        .toArray(String[]::new)));

        assertThat(shown)
                .contains("k0 -> k1 -> ")
                .contains("more)")
                .endsWith(" -> k99999 -> k0 (a graph without cycles)");
        assertThat(shown.length()).isLessThan(400);
    }

    @Test
    void oneSubtaskMoreThanTheLimitIsRefused() {
        var shown =
                fault(
                        graph(
                                IntStream.rangeClosed(0, 100_000)
                                        .mapToObj(i -> "k" + i + ":")
                                        .toArray(String[]::new)));

        assertThat(shown).isEqualTo("3 subtasks has 100001 items (at most 100000)");
    }

    /** Subtasks from line 4 on, one a line: {@code key: dependency dependency}. */
    private static String graph(String... subtasks) {
        return "{\"title\": \"T\",\n \"defaults\": {\"executor\": {\"kind\": \"none\"}},\n \"subtasks\": [\n"
                + IntStream.range(0, subtasks.length)
                        .mapToObj(i -> subtask(subtasks[i]))
                        .collect(Collectors.joining(",\n"))
                + "]}";
    }

    private static String subtask(String line) {
        var colon = line.indexOf(':');
        var dependencies = line.substring(colon + 1).strip();
        return "  {\"key\": \"%s\", \"depends_on\": [%s]}"
                .formatted(
                        line.substring(0, colon),
                        dependencies.isEmpty()
                                ? ""
                                : "\"" + dependencies.replace(" ", "\", \"") + "\"");
    }
}
