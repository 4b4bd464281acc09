package dev.codefleet.gateway;

import static dev.codefleet.gateway.GatewayClient.code;
import static dev.codefleet.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class MalformedRequestTest {
    private static final int REQUESTS = 200;
    private static final int TOO_LARGE = 64 * 1024 * 1024 + 1;
    private static final String VALID =
            "{\"repository\":\"/r\",\"lane\":\"code\",\"plan\":{\"version\":1,\"subtasks\":[]}}";

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager manager = new StandInManager("manager-1");

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
        fleet.is(manager.view());
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void malformedRequestsAreRefusedWithProblemDetails() {
        var random = new Random(20_300_131);
        for (var i = 0; i < REQUESTS; i++) {
            var request = malformed(random);
            var answer = client.send(request);
            assertThat(answer.statusCode()).as("%s", request).isBetween(400, 499);
            if (!request.method().equals("HEAD")) {
                assertThat(answer.headers().firstValue("Content-Type"))
                        .as("%s", request)
                        .hasValue("application/problem+json");
                assertThat(code(answer)).as("%s", request).isNotBlank();
                assertThat(json(answer).path("status").asInt()).isEqualTo(answer.statusCode());
            }
        }
        assertThat(manager.asked()).isEmpty();
    }

    private HttpRequest malformed(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> submit(VALID.substring(0, random.nextInt(VALID.length())));
            case 1 -> submit(VALID + "}]{\"x".charAt(random.nextInt(5)));
            case 2 -> submit("[" + VALID + "]");
            case 3 ->
                    submit(
                            VALID.replace(
                                    "\"code\"",
                                    List.of("7", "{}", "\"Code\"", "[]").get(random.nextInt(4))));
            case 4 -> client.to("/v1/jobs/" + text(random, "ABC_.~-%41") + "x!").build();
            case 5 ->
                    client.to("/v1/jobs/job1/subtasks/" + text(random, "..~%20") + "/log").build();
            case 6 -> otherMethodOrType(random);
            default -> client.to("/v" + random.nextInt(9) + "/" + text(random, "abc/")).build();
        };
    }

    private HttpRequest otherMethodOrType(Random random) {
        var body = BodyPublishers.ofString(VALID);
        return switch (random.nextInt(4)) {
            case 0 -> client.to("/v1/jobs").method("PATCH", body).build();
            case 1 ->
                    client.to("/v1/jobs/job1/subtasks")
                            .method("DELETE", BodyPublishers.noBody())
                            .build();
            case 2 -> client.to("/v1/jobs").header("Content-Type", "text/plain").POST(body).build();
            default ->
                    client.to("/v1/jobs")
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", text(random, "/#é ") + "/")
                            .POST(body)
                            .build();
        };
    }

    private HttpRequest submit(String body) {
        return client.to("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String text(Random random, String alphabet) {
        // Whole escapes, so that the client's own parser of addresses takes them.
        var letters = alphabet.split("(?<=%..)|(?=%)|(?<=[^%0-9])(?!%)", -1);
        return IntStream.range(0, 1 + random.nextInt(40))
                .mapToObj(_ -> letters[random.nextInt(letters.length)])
                .collect(Collectors.joining())
                .replace(" ", "");
    }

    /** What a well-behaved client library does not let through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/jobs/%zz HTTP/1.1",
                "GET /v1/jobs?limit=%zz HTTP/1.1",
                "GET /v1/jobs/%00 HTTP/1.1",
                "BREW /v1/jobs HTTP/1.1"
            })
    void brokenRequestLinesAreRefusedWithProblemDetails(String line) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
        }
    }

    @Test
    void malformedJsonIsRefusedWithItsLine() {
        var refused = client.submit("{\n\"plan\": {},\n\"lane\": code}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("MALFORMED_JSON");
        assertThat(json(refused).path("errors").path(0).path("line").asInt()).isEqualTo(3);
    }

    @Test
    void aBodyThatDeclaresToBeTooLargeIsRefusedWithTheLimitNamed() {
        var refused = client.submit("{\"plan\":\"" + "x".repeat(TOO_LARGE) + "\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(code(refused)).isEqualTo("BODY_TOO_LARGE");
        assertThat(json(refused).path("detail").asText()).contains("67108864 bytes");
    }

    @Test
    void aBodyThatTurnsOutToBeTooLargeIsRefusedWithTheLimitNamed() {
        var request =
                client.to("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(MalformedRequestTest::endlessText))
                        .build();

        var refused = client.send(request);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(code(refused)).isEqualTo("BODY_TOO_LARGE");
        assertThat(json(refused).path("detail").asText()).contains("67108864 bytes");
        assertThat(manager.asked()).isEmpty();
    }

    private static InputStream endlessText() {
        var piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        var pieces =
                IntStream.range(0, TOO_LARGE / piece.length + 2)
                        .<InputStream>mapToObj(_ -> new ByteArrayInputStream(piece))
                        .toList();
        return new SequenceInputStream(Collections.enumeration(pieces));
    }
}
