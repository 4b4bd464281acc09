package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.fault;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldBoundsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    priority: 0                          | subtasks[0].priority
                    priority: 2.5                        | subtasks[0].priority
                    priority: "3"                        | subtasks[0].priority
                    priority: 1e999999999                | subtasks[0].priority
                    lane: Code                           | subtasks[0].lane
                    title: "a\\nb"                       | subtasks[0].title
                    title: ""                            | subtasks[0].title
                    goal: [a]                            | subtasks[0].goal
                    goal: "  "                           | subtasks[0].goal
                    goal: "a\\0b"                        | subtasks[0].goal
                    files: [/etc/passwd]                 | subtasks[0].files[0]
                    files: [a/../../b]                   | subtasks[0].files[0]
                    files: [~/a]                         | subtasks[0].files[0]
                    files: ['src\\*.java']               | subtasks[0].files[0]
                    files: ['!docs/**']                  | subtasks[0].files[0]
                    `files: ['src/@(a|b)/**']`           | subtasks[0].files[0]
                    checks: make                         | subtasks[0].checks
                    checks: [[make]]                     | subtasks[0].checks[0]
                    checks: [null]                       | subtasks[0].checks[0]
                    limits: PT5M                         | subtasks[0].limits
                    limits: {timeout: 5m}                | subtasks[0].limits.timeout
                    limits: {timeout: PT0.5S}            | subtasks[0].limits.timeout
                    limits: {timeout: P1DT1S}            | subtasks[0].limits.timeout
                    limits: {timeout: PT}                | subtasks[0].limits.timeout
                    limits: {timeout: -PT5M}             | subtasks[0].limits.timeout
                    limits: {max_attempts: 0}            | subtasks[0].limits.max_attempts
                    limits: {max_attempts: 21}           | subtasks[0].limits.max_attempts
                    limits: {max_iterations: 21}         | subtasks[0].limits.max_iterations
                    limits: {tokens: 0}                  | subtasks[0].limits.tokens
                    limits: {cost_usd: 0}                | subtasks[0].limits.cost_usd
                    limits: {cost_usd: 0.0000001}        | subtasks[0].limits.cost_usd
                    limits: {memory: 1}                  | subtasks[0].limits.memory
                    depends_on: [a]                      | subtasks[0].depends_on[0]
                    suggested_skills: [1, [2]]           | subtasks[0].suggested_skills[1]
                    """)
    void aFieldOutOfItsBoundsIsNamed(String field, String place) {
        var shown =
                fault(
                        "title: T\nsubtasks:\n  - key: a\n    executor: {kind: none}\n    "
                                + field
                                + "\n");

        assertThat(shown).startsWith("5 " + place + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    none                                   | subtasks[0].executor
                    {}                                     | subtasks[0].executor.kind
                    {kind: command}                        | subtasks[0].executor
                    {kind: command, run: a, argv: [b]}     | subtasks[0].executor
                    {kind: command, argv: []}              | subtasks[0].executor.argv
                    {kind: command, argv: [""]}            | subtasks[0].executor.argv[0]
                    {kind: command, argv: ["a\\0"]}        | subtasks[0].executor.argv[0]
                    {kind: command, run: a, model: b}      | subtasks[0].executor.model
                    {kind: none, run: a}                   | subtasks[0].executor.run
                    {kind: agent}                          | subtasks[0].executor.agent
                    {kind: llm}                            | subtasks[0].goal
                    {kind: agent, agent: codex}            | subtasks[0].goal
                    """)
    void anIncompleteExecutorIsNamed(String executor, String place) {
        var shown = fault("title: T\nsubtasks:\n  - key: a\n    executor: " + executor + "\n");

        assertThat(shown).matches("[34] \\Q" + place + "\\E (?s:.*)");
    }
}
