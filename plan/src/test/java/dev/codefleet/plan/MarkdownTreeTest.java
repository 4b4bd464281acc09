package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.fault;
import static dev.codefleet.plan.Readings.faults;
import static dev.codefleet.plan.Readings.malformed;
import static dev.codefleet.plan.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTreeTest {

    @Test
    void aKeyIsMadeOfTheTitle() {
        var subtask = subtask("## Größe: prüfen & messen!\n- run: make\n");

        assertThat(subtask.key()).isEqualTo("gro-e-prufen-messen");
        assertThat(subtask.title()).isEqualTo("Größe: prüfen & messen!");
    }

    @Test
    void aHeadingGivesKeyAndTitleUnlessFieldsDo() {
        assertThat(subtask("## a: The first ##\n- run: make\n").title()).isEqualTo("The first");
        var own = subtask("## a: The first\n- key: b\n- run: make\n");
        assertThat(own.key()).isEqualTo("b");
        assertThat(own.title()).isEqualTo("a: The first");
    }

    @Test
    void proseBecomesTheGoalWithItsCodeBlocksAndHeadings() {
        var subtask =
                subtask(
                        """
                        ## a
                        - agent: codex

                        First paragraph.

                        ### Details
                        * note: a bullet
                        ```sh
                        ## no heading
                        - run: no field
                        ```
                        """);

        assertThat(subtask.goal())
                .isEqualTo(
                        """
                        First paragraph.

                        ### Details
                        * note: a bullet
                        ```sh
                        ## no heading
                        - run: no field
                        ```\
                        """);
    }

    @Test
    void aScriptInACodeBlockLosesTheIndentationOfItsFence() {
        var subtask =
                subtask(
                        """
                        ## a
                        - run:

                          ```sh
                          if true; then
                            echo yes
                          fi
                          ```
                        - checks:
                          - ~~~
                            one
                            two
                            ~~~
                          - echo a: b
                        """);

        assertThat(subtask.executor())
                .isEqualTo(new Executor.Command("if true; then\n  echo yes\nfi\n", null));
        assertThat(subtask.checks()).containsExactly("one\ntwo\n", "echo a: b");
    }

    @Test
    void aListIsInlineNestedOrASingleValue() {
        assertThat(subtask("## a\n- run: x\n- checks: [one, \"two, three\"]\n").checks())
                .containsExactly("one", "two, three");
        assertThat(subtask("## a\n- run: x\n- checks:\n  - one\n  - two\n    and more\n").checks())
                .containsExactly("one", "two and more");
        assertThat(subtask("## a\n- run: x\n- checks: make\n    all\n").checks())
                .containsExactly("make all");
        assertThat(subtask("## a\n- run: x\n- checks: `[ -f a ]`\n").checks())
                .containsExactly("[ -f a ]");
    }

    @Test
    void anExecutorIsWrittenInAnyOfItsWays() {
        var argv = new Executor.Command(null, List.of("make", "all"));

        assertThat(subtask("## a\n- argv: [make, all]\n").executor()).isEqualTo(argv);
        assertThat(subtask("## a\n- executor: {kind: command, argv: [make, all]}\n").executor())
                .isEqualTo(argv);
        assertThat(
                        subtask(
                                        """
                                        ## a
                                        - executor:
                                          - kind: command
                                          - argv:
                                            - make
                                            - all
                                        """)
                                .executor())
                .isEqualTo(argv);
        assertThat(subtask("## a\n- executor: command\n- argv: [make, all]\n").executor())
                .isEqualTo(argv);
    }

    @Test
    void frontMatterHoldsFieldsOfThePlan() {
        var plan =
                valid(
                        """
                        ---
                        version: 1
                        defaults:
                          timeout: PT7M
                        ---
                        # T
                        About it all.
                        ## a
                        - executor: none
                        """);

        assertThat(plan.title()).isEqualTo("T");
        assertThat(plan.subtasks().getFirst().limits().timeout()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void faultsNameTheLinesOfTheMarkdown() {
        var faults =
                faults(
                        """
                        ---
                        verion: 1
                        ---
                        # T

                        ## a
                        - priority: 9
                        - limits:
                          - timeout: PT1M
                          - speed
                        - checks: [one,
                          [two]]
                        - dependson: b
                        - executor: none
                        """);

        assertThat(faults.stream().map(fault -> fault.line() + " " + fault.field()))
                .containsExactly(
                        "2 verion",
                        "7 subtasks[0].priority",
                        "10 subtasks[0].limits.- speed",
                        "11 subtasks[0].checks[1]",
                        "13 subtasks[0].dependson");
    }

    @Test
    void proseNextToAGoalFieldIsNamed() {
        assertThat(fault("# T\n## a\n- executor: none\n- goal: one\n\ntwo\n"))
                .isEqualTo("6 subtasks[0].goal is given twice: also on line 4 (each field once)");
    }

    @Test
    void brokenMarkdownNamesWhereItStarts() {
        assertThat(malformed("# T\n## a\n```\nx\n", PlanFormat.MARKDOWN).line()).isEqualTo(3);
        for (var html : List.of("<!-- x", "<pre>", "<script>", "<?x", "<![CDATA[ x", "<!X")) {
            var text = "# T\n## a\n- run: x\n\n" + html + "\n\n## b\n- run: y\n";
            assertThat(malformed(text, PlanFormat.MARKDOWN).line()).as(html).isEqualTo(5);
        }
        assertThat(malformed("# T\n## a\n# U\n", PlanFormat.MARKDOWN).line()).isEqualTo(3);
        assertThat(malformed("---\na: 1\n", PlanFormat.MARKDOWN).line()).isEqualTo(1);
        assertThat(malformed("---\na: 1\nb: [\n---\n", PlanFormat.MARKDOWN).line()).isEqualTo(4);
        assertThat(malformed("# T\n## a\n- files: [a]]\n", PlanFormat.MARKDOWN).line())
                .isEqualTo(3);
    }

    @Test
    void aScriptKeepsWhatIsMarkupElsewhere() {
        var checks =
                subtask(
                                """
                                ## a
                                - run: x
                                - checks:
                                  - test *a* = \\*a\\*
                                  - "[a]: <b> &amp;"
                                  - [a]: b
                                  - ``a `b` c``
                                  - `[ -f a ]`
                                """)
                        .checks();

        assertThat(checks)
                .containsExactly(
                        "test *a* = \\*a\\*",
                        "\"[a]: <b> &amp;\"",
                        "[a]: b",
                        "a `b` c",
                        "[ -f a ]");
    }

    @Test
    void proseThatFollowsAFieldAtOnceIsNoPartOfIt() {
        var subtask = subtask("## a\n- agent: codex\nDo it\n- checks:\n  - one\nand well.\n");

        assertThat(subtask.checks()).containsExactly("one");
        assertThat(subtask.goal()).isEqualTo("Do it\nand well.");
    }

    @Test
    void aCodeBlockMayForgetItsIndentation() {
        assertThat(subtask("## a\n- run:\n```\nmake\n```\n").executor())
                .isEqualTo(new Executor.Command("make\n", null));
    }

    @Test
    void fieldsInCodeCommentsAndQuotationsAreProse() {
        var prose = "> - key: b\n\n<!--\n- key: c\n-->\n\n    - key: d\n\nSo be it.\n---";

        assertThat(subtask("## a\n- agent: codex\n\n" + prose + "\n").goal()).isEqualTo(prose);
    }

    @Test
    void whatMarkdownWouldMakeOfABulletOtherThanTextIsRefused() {
        for (var bullets :
                List.of(
                        "- checks:\n  - > out",
                        "- checks:\n  - # all",
                        "- checks:\n  - - x",
                        "- checks:\n  - a\n    - b",
                        "- checks:\n  - a\n\n    b",
                        "- checks:\n        - a",
                        "- checks: a\n  - b",
                        "- checks:\n  -\n    ~~~\n    a\n    ~~~\n  - b",
                        "- checks:\n  ~~~\n  a\n  ~~~\n  - b",
                        "- run: a\n  ```\n  b\n  ```")) {
            var text = "# T\n## a\n" + bullets + "\n";
            assertThat(malformed(text, PlanFormat.MARKDOWN).line()).as(bullets).isBetween(3, 7);
        }
    }

    @Test
    void listsWithinListsTakeNoTime() {
        var nested = "# T\n## a\n" + "- ".repeat(200_000) + "x\n" + "  y\n".repeat(10_000);

        assertThat(faults(nested)).isNotEmpty();
    }

    private static PlannedSubtask subtask(String section) {
        return valid("# T\n" + section).subtasks().getFirst();
    }
}
