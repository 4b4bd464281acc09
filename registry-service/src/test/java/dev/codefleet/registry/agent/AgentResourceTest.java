package dev.codefleet.registry.agent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.registry.membership.Examples;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
class AgentResourceTest {
    @TestHTTPResource("/v1/agents")
    URI base;

    @Test
    void anAgentRegistersBeatsIsShownAndLeaves() {
        register("a-1", Examples.registration(3))
                .statusCode(200)
                .body("next_interval_ms", equalTo(2_000));
        beat("a-1", Examples.beat(3, 1, AgentState.EXECUTING)).statusCode(200);
        given().get("/v1/agents/a-1")
                .then()
                .statusCode(200)
                .body("state", equalTo("EXECUTING"))
                .body("liveness", equalTo("ALIVE"))
                .body("registration.lanes[0]", equalTo("code"))
                .body("message", nullValue());
        given().get("/v1/agents")
                .then()
                .statusCode(200)
                .body("warming", equalTo(true))
                .body("agents.id", hasItem("a-1"));
        given().delete("/v1/agents/a-1?incarnation=3").then().statusCode(204);
        given().delete("/v1/agents/a-1?incarnation=3").then().statusCode(204);
        given().get("/v1/agents/a-1").then().statusCode(404).body("code", equalTo("UNKNOWN_AGENT"));
    }

    @Test
    void whoIsUnknownOrSupersededIsTold() {
        beat("b-1", Examples.beat(1, 1)).statusCode(404).body("code", equalTo("UNKNOWN_AGENT"));
        register("b-1", Examples.registration(5));
        beat("b-1", Examples.beat(4, 1)).statusCode(410).body("code", equalTo("SUPERSEDED"));
        register("b-1", Examples.registration(4)).statusCode(410);
        given().delete("/v1/agents/b-1?incarnation=4").then().statusCode(410);
    }

    @Test
    void faultsNameTheField() {
        var registration =
                Map.of("kind", "MANAGER", "url", "nonsense", "incarnation", 1, "version", "1");
        register("c-1", registration)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("INVALID_FIELDS"))
                .body("errors.field", equalTo(List.of("url", "lanes")));
        register("c-1", Map.of("kind", "BOSS"))
                .statusCode(400)
                .body("code", equalTo("MALFORMED_JSON"))
                .body("errors[0].field", equalTo("kind"));
        register("UPPER", Examples.registration(1)).statusCode(404);
    }

    @Test
    void theLargestBeatFitsAndALargerBodyDoesNot() {
        register("d-1", Examples.registration(1));
        var attempts =
                Collections.nCopies(1_000, "j".repeat(32) + "." + "k".repeat(64) + ".999999");
        var largest = Json.mapper().convertValue(Examples.beat(1, 1), Map.class);
        @SuppressWarnings("unchecked")
        var body = new HashMap<String, Object>(largest);
        body.put("attempts", attempts);
        beat("d-1", body).statusCode(200);
        body.put("message", "m".repeat(300_000));
        beat("d-1", body).statusCode(413).body("code", equalTo("BODY_TOO_LARGE"));
    }

    @Test
    @Timeout(20)
    void aReaderGetsASnapshotAndThenWhatChanges() throws Exception {
        register("e-1", Examples.registration(1));
        var response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(base + "/events")).build(),
                                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        try (var body = response.body()) {
            var events = new ArrayDeque<SseEvent>();
            var parser = new SseParser();
            var first = next(body, parser, events);
            assertThat(first.name()).isEqualTo("snapshot");
            var snapshot = Json.mapper().readValue(first.data(), WatchEvent.Snapshot.class);
            assertThat(snapshot.agents()).anyMatch(agent -> agent.id().value().equals("e-1"));

            beat("e-1", Examples.beat(1, 1, AgentState.DRAINING));
            var told = false;
            while (!told) {
                var event = next(body, parser, events);
                assertThat(event.name()).isEqualTo("delta");
                var delta = Json.mapper().readValue(event.data(), WatchEvent.Delta.class);
                assertThat(delta.revision()).isGreaterThanOrEqualTo(snapshot.revision());
                told =
                        delta.changed().stream()
                                .anyMatch(agent ->
                                        agent.id().value().equals("e-1")
                                                && agent.state() == AgentState.DRAINING);
            }
        }
    }

    @Test
    void everyMetricSaysWhatItIsAndNoneIsNaN() {
        var metrics = given().get("/q/metrics").asString();

        assertThat(metrics.lines().filter(line -> line.startsWith("# HELP ")))
                .anyMatch(line -> line.startsWith("# HELP worker_pool_active "))
                .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
        assertThat(metrics.lines())
                .anyMatch(line -> line.startsWith("codefleet_build_info{"))
                .noneMatch(line -> line.endsWith("NaN"));
    }

    @Test
    void healthMetricsAndTheApiDescriptionAreServed() {
        register("f-1", Examples.registration(1));
        beat("f-1", Examples.beat(1, 1));
        given().get("/q/health/ready").then().statusCode(200).body(containsString("warming"));
        given().get("/q/health/live").then().statusCode(200).body(containsString("version"));
        given().get("/q/health/started").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("codefleet_registry_heartbeats_total"))
                .body(
                        containsString(
                                "codefleet_registry_agents{kind=\"PROGRAMMER\",liveness=\"ALIVE\"}"));
        given().get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/v1/agents/{id}/heartbeat"))
                .body(containsString("next_interval_ms"));
    }

    private static SseEvent next(InputStream body, SseParser parser, Queue<SseEvent> events)
            throws Exception {
        var chunk = new byte[4096];
        while (true) {
            var event = events.poll();
            if (event != null) {
                return event;
            }
            var read = body.read(chunk);
            assertThat(read).isPositive();
            parser.feed(Arrays.copyOf(chunk, read), events::add);
        }
    }

    private static ValidatableResponse register(String id, Object body) {
        return given().contentType("application/json")
                .body(Json.text(body))
                .put("/v1/agents/" + id)
                .then();
    }

    private static ValidatableResponse beat(String id, Object body) {
        return given().contentType("application/json")
                .body(Json.text(body))
                .post("/v1/agents/" + id + "/heartbeat")
                .then();
    }
}
