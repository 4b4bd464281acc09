package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.fault;
import static dev.codefleet.plan.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanReadingTest {

    @Test
    void theDocumentedYamlExampleIsReadAsDocumented() throws IOException {
        var plan = valid(DocumentedExamples.of("yaml"));

        assertThat(plan.title()).isEqualTo("Add rate limiting");
        assertThat(plan.finalChecks()).containsExactly("./mvnw -q verify");
        assertThat(plan.subtasks())
                .extracting(subtask -> subtask.key())
                .containsExactly("limiter", "changelog", "api", "formatted");
        var limiter = plan.subtasks().getFirst();
        assertThat(limiter.goal()).startsWith("Implement a token").endsWith("than the burst.");
        assertThat(limiter.limits())
                .isEqualTo(
                        new Limits(
                                Duration.ofMinutes(20),
                                5,
                                3,
                                200_000L,
                                new BigDecimal("2.50"),
                                null));
        assertThat(limiter.executor()).isEqualTo(new Executor.Agent("codex", null));
        assertThat(limiter.lane()).isNull();
        assertThat(plan.subtasks().get(2).lane()).isEqualTo(Lane.CODE);
        assertThat(plan.subtasks().get(2).checks()).containsExactly("./mvnw -q compile");
    }

    @Test
    void theDocumentedMarkdownExampleIsTheSamePlan() throws IOException {
        assertThat(valid(DocumentedExamples.of("markdown")))
                .isEqualTo(valid(DocumentedExamples.of("yaml")));
    }

    @Test
    void whatIsNotGivenHasTheDocumentedDefaults() {
        var plan =
                valid(
                        "{\"title\": \"T\", \"subtasks\": [{\"key\": \"a\", \"executor\":"
                                + " {\"kind\": \"none\"}}]}");

        var subtask = plan.subtasks().getFirst();
        assertThat(plan.version()).isEqualTo(1);
        assertThat(subtask.title()).isEqualTo("a");
        assertThat(subtask.priority()).isEqualTo(3);
        assertThat(subtask.goal()).isNull();
        assertThat(subtask.dependsOn()).isEmpty();
        assertThat(subtask.limits())
                .isEqualTo(new Limits(Duration.ofMinutes(10), 3, 3, null, null, null));
    }

    @Test
    void aSubtaskTakesFromTheDefaultsWhatItDoesNotSay() {
        var plan =
                valid(
                        """
                        title: T
                        defaults:
                          priority: 1
                          lane: docs
                          max_attempts: 7
                          checks: [make]
                          executor: {kind: command, argv: [make, all]}
                          limits: {timeout: PT1M, tokens: 5}
                        subtasks:
                          - key: a
                          - {key: b, checks: [], limits: {max_attempts: 1}, executor: {kind: none}}
                        """);

        var first = plan.subtasks().getFirst();
        assertThat(first.priority()).isEqualTo(1);
        assertThat(first.lane()).isEqualTo(Lane.DOCS);
        assertThat(first.checks()).containsExactly("make");
        assertThat(first.executor()).isEqualTo(new Executor.Command(null, List.of("make", "all")));
        assertThat(first.limits())
                .isEqualTo(new Limits(Duration.ofMinutes(1), 1, 7, 5L, null, null));
        var second = plan.subtasks().getLast();
        assertThat(second.checks()).isEmpty();
        assertThat(second.limits())
                .isEqualTo(new Limits(Duration.ofMinutes(1), 3, 1, 5L, null, null));
    }

    @Test
    void aWholeJobHasALimitToo() {
        var work = "subtasks: [{key: a, executor: {kind: none}}]\n";

        assertThat(valid("title: T\n" + work).timeout()).isEqualTo(Duration.ofDays(1));
        assertThat(valid("title: T\nlimits: {timeout: P30D}\n" + work).timeout())
                .isEqualTo(Duration.ofDays(30));
        assertThat(valid("# T\n- limits:\n  - timeout: PT2H\n\n## a\n- executor: none\n").timeout())
                .isEqualTo(Duration.ofHours(2));
        assertThat(fault("title: T\nlimits: {timeout: P31D}\n" + work))
                .isEqualTo(
                        "2 limits.timeout is 'P31D' (an ISO 8601 duration from PT1S to P30D, such as PT10M)");
        assertThat(fault("title: T\nlimits: {max_attempts: 2}\n" + work))
                .endsWith("(did you mean 'defaults.max_attempts'?)");
        assertThat(fault("title: T\ntimeout: PT2H\n" + work))
                .endsWith("(did you mean 'limits.timeout'?)");
    }

    @Test
    void commandsHaveOneIterationWhereNothingIsSaid() {
        var plan =
                valid(
                        """
                        title: T
                        defaults: {executor: {kind: command, run: make}}
                        subtasks:
                          - key: command
                          - {key: limited, limits: {timeout: PT1M}}
                          - {key: said, limits: {max_iterations: 2}}
                          - {key: llm, goal: g, executor: {kind: llm}}
                          - {key: agent, goal: g, executor: {kind: agent, agent: a}}
                        """);

        assertThat(plan.subtasks())
                .extracting(subtask -> subtask.limits().maxIterations())
                .containsExactly(1, 1, 2, 3, 3);
        var said =
                valid(
                        "title: T\ndefaults: {max_iterations: 4}\n"
                                + "subtasks: [{key: a, executor: {kind: command, run: x}}]\n");
        assertThat(said.subtasks().getFirst().limits().maxIterations()).isEqualTo(4);
    }

    @Test
    void aGraceIsADefaultLikeTheOtherLimits() {
        var plan =
                valid(
                        """
                        title: T
                        defaults: {grace: PT1S, executor: {kind: command, run: x}}
                        subtasks:
                          - {key: a}
                          - {key: b, limits: {grace: PT0S, timeout: PT5S}}
                          - {key: c, executor: {kind: command, run: y}}
                        """);

        assertThat(plan.subtasks())
                .extracting(subtask -> subtask.limits().grace())
                .containsExactly(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void oldNamesOfSuggestionsAreRead() {
        var plan =
                valid(
                        """
                        title: T
                        subtasks:
                          - key: a
                            executor: {kind: none}
                            skills_used: [one]
                            mcp_servers_used: [two]
                            subagents_used: [three]
                        """);

        var subtask = plan.subtasks().getFirst();
        assertThat(subtask.suggestions().skills()).containsExactly("one");
        assertThat(subtask.suggestions().mcpServers()).containsExactly("two");
        assertThat(subtask.suggestions().subagents()).containsExactly("three");
    }

    @Test
    void anUnquotedValueIsWhatItsFieldExpects() {
        var plan =
                valid(
                        """
                        title: 2024
                        subtasks:
                          - {key: 1, title: no, executor: {kind: command, argv: [true, 0x1F]}}
                        """);

        assertThat(plan.title()).isEqualTo("2024");
        assertThat(plan.subtasks().getFirst().title()).isEqualTo("no");
        assertThat(plan.subtasks().getFirst().executor())
                .isEqualTo(new Executor.Command(null, List.of("true", "0x1F")));
    }

    @Test
    void aNullCountsAsNotGiven() {
        var plan =
                valid(
                        """
                        {"title": "T", "defaults": null, "subtasks": [
                          {"key": "a", "goal": null, "depends_on": null, "lane": null,
                           "executor": {"kind": "command", "run": null, "argv": ["true"]}}]}
                        """);

        assertThat(plan.subtasks().getFirst().lane()).isNull();
    }

    @Test
    void anAliasIsReadAsWhatItsAnchorHolds() {
        var plan =
                valid(
                        """
                        title: T
                        subtasks:
                          - {key: a, executor: &work {kind: none}}
                          - {key: b, executor: *work}
                        """);

        assertThat(plan.subtasks().getLast().executor()).isEqualTo(new Executor.None());
    }

    @Test
    void aByteOrderMarkIsSkippedInEveryFormat() {
        assertThat(
                        valid(
                                "\uFEFF{\"title\": \"T\", \"subtasks\": [{\"key\": \"a\","
                                        + " \"executor\": {\"kind\": \"none\"}}]}"))
                .isEqualTo(valid("\uFEFF# T\n## a\n- executor: none\n"));
    }

    @Test
    void aTextInTheWrongPlaceIsNamedWithItsLine() {
        assertThat(
                        fault(
                                "title: T\n"
                                        + "subtasks:\n"
                                        + "  - {key: a, executor: {kind: none}, priority: high}\n"))
                .isEqualTo("3 subtasks[0].priority is 'high' (a whole number from 1 to 5)");
    }
}
