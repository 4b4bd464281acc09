package dev.codefleet.gateway;

import static dev.codefleet.contracttests.Answers.reply;
import static dev.codefleet.gateway.GatewayClient.code;
import static dev.codefleet.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.contracttests.ManagerProblems;
import dev.codefleet.support.Json;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class SubmitTest {
    private static final JobView VIEW = new InMemoryJobs("manager-1").add("manager-1");
    private static final String JOB = Json.text(VIEW);

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager first = new StandInManager("manager-1").answers(202, VIEW);
    private final StandInManager second = new StandInManager("manager-2").answers(202, VIEW);

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void aSubmissionReachesAManagerAndItsAnswerComesBack() {
        first.does(exchange -> {
            exchange.getResponseHeaders().set("Location", first.url() + "/v1/jobs/job1");
            exchange.getResponseHeaders().set("Idempotent-Replay", "true");
            exchange.getResponseHeaders().set("Server", "inner");
            reply(exchange, 202, JOB);
        });
        fleet.is(first.view());

        var answer = client.submit("{\"plan\":{}}", "Idempotency-Key", "k:1", "X-Other", "y");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo(JOB);
        assertThat(answer.headers().firstValue("Location")).hasValue("/v1/jobs/job1");
        assertThat(answer.headers().firstValue("Idempotent-Replay")).hasValue("true");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        var asked = first.asked().getFirst();
        assertThat(asked.header("Idempotency-key")).isEqualTo("k:1");
        assertThat(asked.header("Content-type")).isEqualTo("application/json");
        assertThat(asked.header("X-other")).isNull();
        assertThat(new String(asked.body(), StandardCharsets.UTF_8)).isEqualTo("{\"plan\":{}}");
    }

    @Test
    void aPackedBodyIsUnpackedForTheManager() throws Exception {
        fleet.is(first.view());
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"plan\":{}}".getBytes(StandardCharsets.UTF_8));
        }

        var answer = submitPacked("gzip", packed.toByteArray());

        assertThat(answer.statusCode()).isEqualTo(202);
        var asked = first.asked().getFirst();
        assertThat(new String(asked.body(), StandardCharsets.UTF_8)).isEqualTo("{\"plan\":{}}");
        assertThat(asked.header("Content-encoding")).isNull();
    }

    @Test
    void aLargeBodyIsUnpackedWhole() throws Exception {
        fleet.is(first.view());
        var random = new Random(7);
        var text = new StringBuilder("{\"plan\":\"");
        random.ints(300_000, 'a', 'z').forEach(c -> text.append((char) c));
        text.append("a".repeat(300_000)).append("\"}");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        var deflated = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(deflated)) {
            deflate.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }

        assertThat(submitPacked("gzip", packed.toByteArray()).statusCode()).isEqualTo(202);
        assertThat(submitPacked("deflate", deflated.toByteArray()).statusCode()).isEqualTo(202);

        assertThat(first.asked())
                .extracting(asked -> new String(asked.body(), StandardCharsets.UTF_8))
                .containsExactly(text.toString(), text.toString());
    }

    @Test
    void aBodyThatIsPackedInAnUnknownWayIsRefusedWithTheKnownOnes() {
        fleet.is(first.view());

        var answer = submitPacked("compress", new byte[] {1, 2, 3});

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(code(answer)).isEqualTo("UNSUPPORTED_CONTENT_ENCODING");
        assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void aBodyThatIsNotPackedAsItSaysIsRefused() throws Exception {
        fleet.is(first.view());
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"plan\":{}}".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        var half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        var plain = "{\"plan\":{}}".getBytes(StandardCharsets.UTF_8);

        for (var body : List.of(half, plain, new byte[1])) {
            for (var encoding : List.of("gzip", "deflate")) {
                var answer = submitPacked(encoding, body);

                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(code(answer)).isEqualTo("BODY_NOT_PACKED");
            }
        }
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void aBombIsRefusedByWhatItIsUnpacked() throws Exception {
        fleet.is(first.view());
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (var mebibyte = 0; mebibyte < 300; mebibyte++) {
                gzip.write(new byte[1 << 20]);
            }
        }

        assertThat(submitPacked("gzip", packed.toByteArray()).statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> submitPacked(String encoding, byte[] body) {
        return client.send(
                client.to("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", encoding)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    @Test
    void aManagerThatIsUnavailableIsPassedOverWithTheSameKey() {
        first.refuses(ManagerProblems.noLease());
        second.refuses(ManagerProblems.noLease());
        fleet.is(first.view(), second.view());

        var refused = client.submit("{}");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("NO_MANAGER");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(first.asked()).hasSize(1);
        assertThat(second.asked()).hasSize(1);
        var key = first.asked().getFirst().header("Idempotency-key");
        assertThat(key).isNotBlank();
        assertThat(second.asked().getFirst().header("Idempotency-key")).isEqualTo(key);
    }

    @Test
    void aManagerThatCannotBeReachedIsPassedOver() {
        first.close();
        fleet.is(first.view(), second.view());

        for (var i = 0; i < 4; i++) {
            assertThat(client.submit("{}").statusCode()).isEqualTo(202);
        }

        assertThat(second.asked()).hasSize(4);
    }

    @Test
    void aBrokenConnectionIsTriedOnceMoreWithTheSameKey() {
        first.does(exchange -> {
            if (first.asked().size() == 1) {
                throw new java.io.IOException("breaks off");
            }
            reply(exchange, 202, JOB);
        });
        fleet.is(first.view());

        assertThat(client.submit("{}").statusCode()).isEqualTo(202);

        assertThat(first.asked()).hasSize(2);
        assertThat(first.asked().stream().map(asked -> asked.header("Idempotency-key")).distinct())
                .hasSize(1);
    }

    @Test
    void managersTakeTurns() {
        fleet.is(first.view(), second.view());

        for (var i = 0; i < 10; i++) {
            client.submit("{}");
        }

        assertThat(first.asked()).hasSize(5);
        assertThat(second.asked()).hasSize(5);
    }

    @Test
    void aJobGoesToAManagerOfItsLane() {
        fleet.is(first.view(), second.view(Liveness.ALIVE, AgentState.EXECUTING, Lane.DOCS));

        var answer = client.submit("{\"plan\":{\"lane\":\"data\"},\"lane\":\"docs\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(second.asked()).hasSize(1);
        assertThat(code(client.submit("{\"lane\":\"models\"}"))).isEqualTo("NO_MANAGER");
    }

    @Test
    void onlyLiveManagersThatTakeWorkGetIt() {
        fleet.is(
                first.view(Liveness.SUSPECT, AgentState.IDLE, Lane.CODE),
                second.view(Liveness.ALIVE, AgentState.DRAINING, Lane.CODE));

        var refused = client.submit("{}");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("NO_MANAGER");
    }

    @Test
    void anUnknownLaneIsRefusedWithTheLanesNamed() {
        var refused = client.submit("{\n\"lane\": \"cooking\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("UNKNOWN_LANE");
        var error = json(refused).path("errors").path(0);
        assertThat(error.path("line").asInt()).isEqualTo(2);
        assertThat(error.path("expected").asText())
                .isEqualTo("one of code, models, data, devsecops, docs");
    }

    @Test
    void aManagersRefusalPassesUnchanged() {
        var problem =
                ManagerProblems.invalidPlan(
                        new FieldError(3, "plan.titel", "is not known", "title"));
        first.refuses(problem);
        fleet.is(first.view());

        var refused = client.submit("{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(refused.body()).isEqualTo(Json.text(problem));
    }

    @Test
    void aLargeBodyReachesTheSecondManagerWhole() {
        var body = "{\"plan\":\"" + "x".repeat(3_000_000) + "\"}";
        first.refuses(ManagerProblems.noLease());
        fleet.is(first.view(), second.view());

        for (var i = 0; i < 2; i++) {
            assertThat(client.submit(body).statusCode()).isEqualTo(202);
        }

        assertThat(Stream.concat(first.asked().stream(), second.asked().stream()))
                .hasSize(3)
                .allSatisfy(asked -> assertThat(asked.body()).asString().isEqualTo(body));
    }
}
