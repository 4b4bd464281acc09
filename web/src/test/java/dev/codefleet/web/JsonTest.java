package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.support.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void recordsTravelInSnakeCaseWithLowerCaseLanes() {
        var registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        "http://h:1",
                        List.of(Lane.CODE),
                        List.of(ExecutorKind.COMMAND),
                        2,
                        7,
                        Map.of("zone", "a"),
                        "1.0");
        assertThat(Json.text(registration))
                .isEqualTo(
                        """
                        {"kind":"PROGRAMMER","url":"http://h:1","lanes":["code"],"executors":["command"],\
                        "slots":2,"incarnation":7,"labels":{"zone":"a"},"version":"1.0"}\
                        """);
        assertThat(read(Json.text(registration), Registration.class)).isEqualTo(registration);
    }

    @Test
    void idsAreTextsOnTheWire() {
        var event = new AttemptEvent.Accepted(AttemptId.parse("job1.compile.2"), 5);
        assertThat(Json.text(event))
                .isEqualTo("{\"attempt\":\"job1.compile.2\",\"incarnation\":5}");
        assertThat(read(Json.text(event), AttemptEvent.Accepted.class)).isEqualTo(event);
        assertThat(read("\"programmer-1\"", AgentId.class)).isEqualTo(new AgentId("programmer-1"));
    }

    @Test
    void timesAndDurationsAreTexts() {
        assertThat(Json.text(Instant.parse("2030-01-02T03:04:05.006Z")))
                .isEqualTo("\"2030-01-02T03:04:05.006Z\"");
        var limits = new Limits(Duration.ofMinutes(10), 3, 2, null, null, null);
        assertThat(Json.text(limits)).contains("\"timeout\":\"PT10M\"");
        assertThat(read(Json.text(limits), Limits.class)).isEqualTo(limits);
    }

    @Test
    void variantsOfAnExecutorAreToldApartByKind() {
        var command = new Executor.Command("make", null);
        assertThat(Json.text(command)).isEqualTo("{\"kind\":\"command\",\"run\":\"make\"}");
        assertThat(read(Json.text(command), Executor.class)).isEqualTo(command);
        assertThat(read("{\"kind\":\"none\"}", Executor.class)).isEqualTo(new Executor.None());
    }

    @Test
    void aListThatIsMissingIsReadAsEmptyAndUnknownFieldsAreIgnored() {
        var beat =
                read(
                        "{\"incarnation\":1,\"seq\":2,\"state\":\"IDLE\",\"colour\":\"red\",\"jobs\":null}",
                        Heartbeat.class);
        assertThat(beat.attempts()).isEmpty();
        assertThat(beat.jobs()).isEmpty();
        assertThat(beat.message()).isNull();
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThat(problemOf("{\n\"incarnation\":1,\n\"seq\":2}", Heartbeat.class))
                .isEqualTo("state: is required (line 3)");
        assertThat(problemOf("{\"state\":null}", Heartbeat.class))
                .isEqualTo("state: is required (line 1)");
    }

    @Test
    void aWrongValueIsNamedWithItsLineAndWhatIsExpected() {
        var json = "{\"kind\":\"MANAGER\",\"url\":\"http://a\",\n\"lanes\":[\"code\",\"sports\"]}";
        assertThatThrownBy(() -> Json.mapper().readValue(json, Registration.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> {
                            var error = JsonProblems.of(e).errors().getFirst();
                            assertThat(error.field()).isEqualTo("lanes[1]");
                            assertThat(error.line()).isEqualTo(2);
                            assertThat(error.message()).isEqualTo("sports is not valid");
                            assertThat(error.expected())
                                    .isEqualTo("one of code, models, data, devsecops, docs");
                        });
    }

    @Test
    void noProblemNamesAClass() {
        assertThat(problemOf("{\"incarnation\":{}}", Heartbeat.class)).doesNotContain("java");
        assertThat(problemOf("[1]", Heartbeat.class)).doesNotContain("codefleet");
        assertThat(problemOf("\"UPPER\"", AgentId.class)).contains("agent id must match");
        assertThat(problemOf("{\"incarnation\":1} x", Heartbeat.class)).isNotEmpty();
        assertThat(problemOf("[".repeat(200), Heartbeat.class)).isNotEmpty();
    }

    private static String problemOf(String json, Class<?> type) {
        try {
            throw new AssertionError("was read: " + Json.mapper().readValue(json, type));
        } catch (JsonProcessingException e) {
            return JsonProblems.of(e).detail();
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
