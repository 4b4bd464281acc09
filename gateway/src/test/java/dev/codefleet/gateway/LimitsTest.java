package dev.codefleet.gateway;

import static dev.codefleet.contracttests.Answers.reply;
import static dev.codefleet.gateway.GatewayClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobView;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.support.Json;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LimitsTest.Tight.class)
@WithTestResource(StandInRegistry.class)
class LimitsTest {
    /** Limits that a test can reach. */
    public static final class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "codefleet.gateway.submit-timeout", "PT1S",
                    "codefleet.gateway.body-timeout", "PT1S",
                    "codefleet.gateway.max-submissions", "2",
                    "codefleet.gateway.max-spooled-bytes", "2000000");
        }
    }

    private static final JobView VIEW = new InMemoryJobs("manager-1").add("manager-1");
    private static final String JOB = Json.text(VIEW);

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager first = new StandInManager("manager-1");
    private final StandInManager second = new StandInManager("manager-2");
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
    }

    @AfterEach
    void stop() {
        release.countDown();
        first.close();
        second.close();
    }

    @Test
    void aManagerThatDoesNotAnswerInTimeIsPassedOverWithTheSameKey() {
        first.does(_ -> await(release));
        second.does(_ -> await(release));
        fleet.is(first.view(), second.view());

        var refused = client.submit("{}", "Idempotency-Key", "mine");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("NO_MANAGER");
        assertThat(refused.body()).contains("did not answer in time");
        assertThat(first.asked().getFirst().header("Idempotency-key")).isEqualTo("mine");
        assertThat(second.asked().getFirst().header("Idempotency-key")).isEqualTo("mine");
    }

    @Test
    void submissionsInProgressAreBounded() throws Exception {
        var begun = new CountDownLatch(2);
        first.does(exchange -> {
            begun.countDown();
            await(release);
            reply(exchange, 202, JOB);
        });
        fleet.is(first.view());

        var one = CompletableFuture.supplyAsync(() -> client.submit("{}").statusCode());
        var two = CompletableFuture.supplyAsync(() -> client.submit("{}").statusCode());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        var refused = client.submit("{}");
        release.countDown();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("TOO_MANY_SUBMISSIONS");
        assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(202);
        assertThat(two.get(10, TimeUnit.SECONDS)).isEqualTo(202);
    }

    @Test
    void roomForLargeBodiesIsBoundedAndGivenBack() {
        first.answers(202, VIEW);
        fleet.is(first.view());

        for (var i = 0; i < 5; i++) {
            assertThat(client.submit(textOf(900_000)).statusCode()).isEqualTo(202);
        }
        var refused = client.submit(textOf(2_100_000));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("TOO_MANY_SUBMISSIONS");
        assertThat(client.submit(textOf(900_000)).statusCode()).isEqualTo(202);
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefused() throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var head =
                    """
                    POST /v1/jobs HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 9\r
                    \r
                    {\
                    """;
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var answer = new byte[1_000];
            var length = socket.getInputStream().read(answer);

            assertThat(new String(answer, 0, length, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("BODY_TIMEOUT");
        }
    }

    private static String textOf(int length) {
        return "{\"plan\":\"" + "x".repeat(length) + "\"}";
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test did not release it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
