package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.fault;
import static dev.codefleet.plan.Readings.faults;
import static dev.codefleet.plan.Readings.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanFaultsTest {

    @Test
    void allFaultsComeAtOnceInTheOrderOfTheirLines() {
        var faults =
                faults(
                        """
                        version: 2
                        titel: T
                        subtasks:
                          - key: a
                            depends_on: [b]
                            executor: {kind: comand}
                          - key: a b
                            timeout: PT5M
                        final_checks: make
                        """);

        assertThat(faults.stream().map(Readings::shown))
                .containsExactly(
                        "1 version is '2' (a whole number from 1 to 1)",
                        "1 title is missing (what the job is about, in a few words)",
                        "2 titel is not a field of a plan (did you mean 'title'?)",
                        "5 subtasks[0].depends_on[0] no subtask has the key 'b' (a -> b) (the key of a subtask)",
                        "6 subtasks[0].executor.kind is 'comand' (one of command, agent, llm, none)",
                        "7 subtasks[1].key is 'a b' (letters, digits, _ and -, starting with a letter"
                                + " or digit, 1 to 64 characters)",
                        "7 subtasks[1].executor is missing (an object such as {kind: command, run: …},"
                                + " here or in defaults; for a subtask that only runs its checks, {kind: none})",
                        "8 subtasks[1].timeout is not a field of a subtask (did you mean 'limits.timeout'?)",
                        "9 final_checks is 'make' (a list)");
    }

    @Test
    void aThousandFaultsAreNinetyNineAndTheNumberOfTheRest() {
        var subtasks =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "  - {key: k" + i + ", executor: {kind: none}, x: 1}\n")
                        .collect(Collectors.joining());

        var faults = faults("title: T\nsubtasks:\n" + subtasks);

        assertThat(faults).hasSize(100);
        assertThat(faults.getFirst().line()).isEqualTo(3);
        assertThat(faults.get(98).line()).isEqualTo(101);
        assertThat(faults.getLast().message()).isEqualTo("and 901 more");
    }

    @Test
    void exactlyAHundredFaultsAreAllShown() {
        var subtasks =
                IntStream.range(0, 100)
                        .mapToObj(i -> "  - {key: k" + i + ", executor: {kind: none}, x: 1}\n")
                        .collect(Collectors.joining());

        var faults = faults("title: T\nsubtasks:\n" + subtasks);

        assertThat(faults).hasSize(100);
        assertThat(faults.getLast().field()).isEqualTo("subtasks[99].x");
    }

    @Test
    void aRepeatedFieldNamesBothLines() {
        assertThat(fault("title: T\nsubtasks:\n  - {key: a, executor: {kind: none}}\ntitle: U\n"))
                .isEqualTo("4 title is given twice: also on line 1 (each field once)");
    }

    @Test
    void tooLongAndTooManyNameTheLimit() {
        assertThat(fault(oneSubtask("title: " + "x".repeat(201))))
                .isEqualTo("5 subtasks[0].title has 201 characters (text of 1 to 200 characters)");
        assertThat(fault(oneSubtask("checks: [" + "a,".repeat(51) + "]")))
                .isEqualTo("5 subtasks[0].checks has 51 items (at most 50)");
    }

    @Test
    void aDefaultThatWouldSwellThePlanIsRefused() {
        var subtasks =
                IntStream.range(0, 2000)
                        .mapToObj(i -> "  - key: k" + i + "\n")
                        .collect(Collectors.joining());
        var script = "x".repeat(60_000);

        var shown =
                fault(
                        "title: T\ndefaults: {executor: {kind: command, run: "
                                + script
                                + "}}\nsubtasks:\n"
                                + subtasks);

        assertThat(shown).startsWith("4 subtasks has 1200").contains("at most 67108864");
    }

    @Test
    void aGraceGivenInTwoPlacesIsNamed() {
        var shown =
                fault(
                        "title: T\ndefaults: {grace: PT1S, limits: {grace: PT2S}}\n"
                                + "subtasks:\n  - {key: a, executor: {kind: none}}\n");

        assertThat(shown)
                .isEqualTo("2 defaults.grace is given twice: also in limits (one of the two)");
    }

    @Test
    void aDefaultGivenInTwoPlacesIsNamed() {
        var shown =
                fault(
                        "title: T\ndefaults: {timeout: PT1M, limits: {timeout: PT2M}}\n"
                                + "subtasks:\n  - {key: a, executor: {kind: none}}\n");

        assertThat(shown)
                .isEqualTo("2 defaults.timeout is given twice: also in limits (one of the two)");
    }

    @Test
    void anOldNameNextToTheNewOneIsNamed() {
        assertThat(fault(oneSubtask("skills_used: [a]\n    suggested_skills: [b]")))
                .startsWith("5 subtasks[0].skills_used is the old name of suggested_skills");
    }

    @Test
    void aPlanThatIsAListSaysWhatItShouldBe() {
        var shown = shown(faults("- a\n- b\n").getFirst());

        assertThat(shown).isEqualTo("1  is a list (an object with the fields of a plan)");
    }

    @Test
    void aPlanWithoutSubtasksIsNamed() {
        assertThat(fault("title: T\nsubtasks: []\n"))
                .isEqualTo("2 subtasks is empty (a list of 1 to 100000 subtasks)");
    }

    private static String oneSubtask(String field) {
        return "title: T\nsubtasks:\n  - key: a\n    executor: {kind: none}\n    " + field + "\n";
    }
}
