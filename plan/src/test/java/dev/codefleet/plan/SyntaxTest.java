package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.malformed;
import static dev.codefleet.plan.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

    @Test
    void brokenYamlNamesItsLine() {
        var malformed = malformed("title: T\nsubtasks:\n  - {key: a\n", PlanFormat.YAML);

        assertThat(malformed.line()).isEqualTo(4);
        assertThat(malformed.message()).startsWith("This is not valid YAML: ");
    }

    @Test
    void brokenJsonNamesItsLine() {
        assertThat(malformed("{\"title\":\n\"T\",\n]", PlanFormat.JSON).line()).isEqualTo(3);
    }

    @Test
    void textAfterTheEndOfJsonIsRefused() {
        assertThat(malformed("{}\n{}", PlanFormat.JSON).line()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(PlanFormat.class)
    void theEmptyTextIsNoPlan(PlanFormat format) {
        assertThat(PlanReading.read("", format)).isNotInstanceOf(PlanReading.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: !!str T",
                "title: !!javax.script.ScriptEngineManager [x]",
                "!!map {title: T}",
                "!!str title: T"
            })
    void yamlTagsAreRefused(String yaml) {
        assertThat(malformed(yaml, PlanFormat.YAML).message()).contains("tag");
    }

    @Test
    void anAliasBombIsRefusedInsteadOfExpanded() {
        var bomb =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(i ->
                                "a%d: &a%d [%s]\n"
                                        .formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)))
                        .collect(Collectors.joining());

        assertThat(malformed("a0: &a0 [x]\n" + bomb, PlanFormat.YAML).message())
                .contains("more than 8000000 values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- ! grep -q TODO f",
                "- ! 'grep -q TODO f'",
                "- ! [grep, f]",
                "- ! {a: b}",
                "- ! a: b",
                "- {! a: b}",
                "- !important fix",
                "- !!str fix",
                "- !",
                "- &all",
                "- &background job",
                "- &x [a]",
                "- &x {a: b}",
                "- &x a: b",
                "- {&x a: b}",
                "- &x a\n- &x b\n- *x",
                "- *.java",
                "- Fix #12 and #13",
                "- #12",
                "- echo 'a # b'",
                "- grep -q \"fix # 12\" f # a comment",
                "- [grep -q 'a, b' f]"
            })
    void whatYamlWouldTakeAwayFromATextIsRefusedWithItsLine(String yaml) {
        var malformed = malformed("# a plan\n\n" + yaml + "\n- last\n", PlanFormat.YAML);

        assertThat(malformed.line()).isEqualTo(3);
        assertThat(malformed.message()).contains("quote");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: T # a comment",
                "title: T #",
                "title: T ## a comment",
                "title: 'T' #comment",
                "title: T # don't\n",
                "title: \uD83D\uDE42 T # 1\n",
                "title: T\n#12\n",
                "title: T\n# it's\n",
            })
    void aCommentThatIsOneIsLeftOut(String title) {
        var yaml = title + "\nsubtasks: [{key: a, executor: {kind: none}}]\n";

        assertThat(valid(PlanReading.read(yaml, PlanFormat.YAML)).title()).endsWith("T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# T\n\n## a\n- executor: none\n- checks: [true, ! grep -q TODO f]\n",
                "# T\n\n## a\n- executor: none\n- depends_on: [&x b]\n",
                "# T\n\n## a\n- executor: none\n- limits: {! timeout: PT1M}\n",
                "---\nversion: 1\n\nlane: x\nfinal_checks: [! test -f x]\n---\n# T\n",
                "---\n\n\n\ntitle: Fix #12\n---\n"
            })
    void soIsWhatItWouldTakeAwayInMarkdown(String markdown) {
        var malformed = malformed(markdown, PlanFormat.MARKDOWN);

        assertThat(malformed.line()).isEqualTo(5);
        assertThat(malformed.message()).contains("quote");
    }

    @Test
    void backticksAreTakenOffAWholeValueOnly() {
        var plan =
                valid(
                        "# T\n## a\n- executor: none\n- checks:\n  - ``a`` && ``b``\n"
                                + "  - `` `a` ``\n  - `a`\n  - ! grep -q TODO f\n");

        assertThat(plan.subtasks().getFirst().checks())
                .containsExactly("``a`` && ``b``", "`a`", "a", "! grep -q TODO f");
    }

    @Test
    void aNodeCannotHoldItself() {
        assertThat(malformed("a: &a [*a]\n", PlanFormat.YAML).message())
                .contains("'a' has no anchor before it");
    }

    @Test
    void aSecondYamlDocumentIsRefused() {
        assertThat(malformed("a: 1\n---\nb: 2\n", PlanFormat.YAML).line()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"YAML,1000000", "JSON,1000000"})
    void deepNestingIsRefused(PlanFormat format, int depth) {
        assertThat(malformed("[".repeat(depth), format).message()).containsIgnoringCase("nest");
    }

    @Test
    void aCharacterThatYamlForbidsIsNamedWithItsLine() {
        var malformed = malformed("title: T\nsub\u0007tasks:\n", PlanFormat.YAML);

        assertThat(malformed.line()).isEqualTo(2);
        assertThat(malformed.message()).contains("U+0007");
    }

    @ParameterizedTest
    @EnumSource(
            value = PlanFormat.class,
            names = {"YAML", "MARKDOWN"})
    void windowsLineEndsAreLineEnds(PlanFormat format) {
        var text =
                format == PlanFormat.YAML
                        ? "title: T\r\nsubtasks:\r\n  - key: a\r\n    executor: none\r\n"
                        : "# T\r\n## a\r\n\r\n- executor: some\r\n";

        assertThat(PlanReading.read(text, format))
                .isInstanceOfSatisfying(
                        PlanReading.Invalid.class,
                        invalid -> assertThat(invalid.errors().getFirst().line()).isEqualTo(4));
    }

    @Test
    void anImpossibleEscapeIsMalformed() {
        assertThat(malformed("title: \"\\UFFFFFFFF\"\n", PlanFormat.YAML).line()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '  {"title": 1}'             | JSON
                    '# T\n## a'                  | MARKDOWN
                    '---\nversion: 1\n---\n# T'  | MARKDOWN
                    '# a comment\nsubtasks: []'  | YAML
                    'title: T'                   | YAML
                    ''                           | YAML
                    """)
    void theFormatIsToldByTheText(String text, PlanFormat format) {
        assertThat(PlanFormat.of(text.replace("\\n", "\n"))).isEqualTo(format);
    }
}
