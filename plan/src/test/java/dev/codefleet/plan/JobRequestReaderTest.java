package dev.codefleet.plan;

import static dev.codefleet.plan.Readings.accepted;
import static dev.codefleet.plan.Readings.requestFaults;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Delivery;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobRequestReaderTest {
    private static final String NO_OP =
            "{\"title\": \"T\", \"subtasks\": [{\"key\": \"a\", \"executor\": {\"kind\": \"none\"}}]}";
    private static final String WORK = NO_OP.replace("\"none\"", "\"command\", \"run\": \"make\"");

    @Test
    void aWholeRequestIsRead() {
        var submission =
                accepted(
                        """
                        {"repository": "https://example.org/a.git", "ref": "main", "lane": "docs",
                         "max_workers": 4, "delivery": "branch", "plan": %s}
                        """
                                .formatted(WORK));

        assertThat(submission.repository()).isEqualTo("https://example.org/a.git");
        assertThat(submission.ref()).isEqualTo("main");
        assertThat(submission.lane()).isEqualTo(Lane.DOCS);
        assertThat(submission.maxWorkers()).isEqualTo(4);
        assertThat(submission.delivery()).isEqualTo(Delivery.BRANCH);
        assertThat(submission.plan().subtasks()).hasSize(1);
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        var submission = accepted("{\"plan\": " + NO_OP + "}");

        assertThat(submission.repository()).isNull();
        assertThat(submission.ref()).isNull();
        assertThat(submission.lane()).isEqualTo(Lane.CODE);
        assertThat(submission.maxWorkers()).isNull();
        assertThat(submission.delivery()).isEqualTo(Delivery.DOWNLOAD);
    }

    @Test
    void aPlanMayBeATextInAnyFormat() throws JsonProcessingException {
        var markdown = "# T\n## a\n- executor: none\n";
        var yaml = "title: T\nsubtasks: [{key: a, executor: {kind: none}}]\n";

        assertThat(accepted(PlanTexts.json(Map.of("plan", markdown))).plan())
                .isEqualTo(
                        accepted(PlanTexts.json(Map.of("plan", yaml, "plan_format", "yaml")))
                                .plan())
                .isEqualTo(
                        accepted(PlanTexts.json(Map.of("plan", NO_OP, "plan_format", "json")))
                                .plan());
    }

    @Test
    void faultsOfBodyAndPlanComeTogether() {
        assertThat(
                        requestFaults(
                                """
                                {"repo": "/srv/a",
                                 "max_workers": 0,
                                 "lane": "law",
                                 "plan": {"title": "T",
                                   "subtasks": [{"key": "a", "executor": {"kind": "none"},
                                     "checks": "make"}]}}
                                """))
                .containsExactly(
                        "1 repo is not a field of a job request (one of repository, ref, plan,"
                                + " plan_format, goal, lane, max_workers, delivery)",
                        "2 max_workers is the number 0 (a whole number from 1 to 100000)",
                        "3 lane is the text 'law' (one of code, models, data, devsecops, docs)",
                        "6 plan.subtasks[0].checks is the text 'make' (a list)");
    }

    @Test
    void faultsInAPlanTextNameItsOwnLines() throws JsonProcessingException {
        assertThat(
                        requestFaults(
                                PlanTexts.json(
                                        Map.of("plan", "title: T\nsubtasks:\n  - key: a\n"))))
                .singleElement()
                .asString()
                .startsWith("3 plan.subtasks[0].executor is missing");
        assertThat(requestFaults(PlanTexts.json(Map.of("plan", "title: T\nsubtasks:\n  - {"))))
                .singleElement()
                .asString()
                .startsWith("3 plan This is not valid YAML");
    }

    @Test
    void brokenJsonNamesItsLine() {
        assertThat(JobRequestReader.read("{\n\"plan\": }".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        JobRequestReading.Malformed.class,
                        malformed -> assertThat(malformed.line()).isEqualTo(2));
    }

    @Test
    void bytesThatAreNoTextAreMalformed() {
        assertThat(JobRequestReader.read(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .isInstanceOf(JobRequestReading.Malformed.class);
        assertThat(JobRequestReader.read(new byte[0]))
                .isInstanceOf(JobRequestReading.Malformed.class);
    }

    @Test
    void aGoalWithoutAPlanSaysThatAPlanIsNeeded() {
        assertThat(requestFaults("{\"repository\": \"/srv/a\", \"goal\": \"Make it fast\"}"))
                .containsExactly(
                        "1 goal cannot be planned yet (a plan: its subtasks in the field plan)");
    }

    @Test
    void aRequestWithoutAPlanIsNamed() {
        assertThat(requestFaults("{\"repository\": \"/srv/a\"}"))
                .containsExactly("1 plan is missing (a plan, as an object or a text)");
    }

    @Test
    void commandsAndChecksRunWithoutARepositoryToo() {
        var plan =
                NO_OP.replace(
                        "\"kind\": \"none\"}",
                        "\"kind\": \"command\", \"run\": \"make\"}, \"checks\": [\"make\"]");

        assertThat(accepted("{\"repository\": null, \"plan\": " + plan + "}").repository())
                .isNull();
    }

    @Test
    void aForgottenRepositoryIsNamedBecauseTheWorkWouldBeLost() {
        assertThat(requestFaults("{\"plan\": " + WORK + "}"))
                .singleElement()
                .asString()
                .startsWith("1 repository is missing (an address")
                .contains("or null for a job without files");
    }

    @Test
    void aResumptionMayBringAPlan() {
        assertThat(resumption("")).isEmpty();
        assertThat(resumption("null")).isEmpty();
        assertThat(resumption("{}")).isEmpty();
        assertThat(resumption("{\"plan\": null}")).isEmpty();
        assertThat(resumption("{\"plan\": " + NO_OP + "}").orElseThrow())
                .isInstanceOf(PlanReading.Valid.class);
        assertThat(resumption("{\"plan\": \"title: T\", \"plan_format\": \"yaml\"}").orElseThrow())
                .isInstanceOf(PlanReading.Invalid.class);
        assertThat(resumption("{\"plan_format\": \"yaml\"}").orElseThrow())
                .isInstanceOf(PlanReading.Invalid.class);
        assertThat(resumption("{\"repository\": \"/a\", \"plan\": " + NO_OP + "}").orElseThrow())
                .isInstanceOf(PlanReading.Invalid.class);
        assertThat(resumption("{").orElseThrow()).isInstanceOf(PlanReading.Malformed.class);
    }

    private static Optional<PlanReading> resumption(String body) {
        return JobRequestReader.readResumption(body.getBytes(UTF_8));
    }

    @Test
    void finalChecksNeedARepository() {
        var plan = NO_OP.replace("\"title\"", "\"final_checks\": [\"make\"], \"title\"");

        assertThat(requestFaults("{\"plan\": " + plan + "}")).hasSize(1);
    }

    @Test
    void aFormatForAPlanThatIsAnObjectIsNamed() {
        assertThat(requestFaults("{\"plan_format\": \"yaml\", \"plan\": " + NO_OP + "}"))
                .singleElement()
                .asString()
                .startsWith("1 plan_format is for a plan that is a text");
    }
}
