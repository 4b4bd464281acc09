package dev.codefleet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    private static final JobId JOB = new JobId("job1");
    private static final JobRequest REQUEST =
            new JobRequest("/repo", null, "plan", "yaml", null, null, null);

    private StandInGateway server;

    @BeforeEach
    void start() throws IOException {
        server = new StandInGateway();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pagesAreReadToTheLast() {
        server.answer(
                200,
                "application/json",
                "{\"items\": [" + subtask("a") + "], \"next_cursor\": \"x/1\"}");
        server.answer(200, "application/json", "{\"items\": [" + subtask("b") + "]}");

        var subtasks = gateway(Duration.ZERO).subtasks(JOB);

        assertThat(subtasks).extracting("key").containsExactly("a", "b");
        assertThat(server.requests().get(1).uri()).endsWith("&cursor=x%2F1");
    }

    @Test
    void aSubmitIsTriedAgainUnderTheSameKeyWhileNoManagerIsThere() {
        server.answer(503, "application/problem+json", problem(503, "NO_MANAGER", ""));
        server.answer(202, "application/json", JobJson.running("job1"));

        var job = gateway(Duration.ofSeconds(20)).submit(REQUEST, "key-1");

        assertThat(job.id()).isEqualTo(JOB);
        assertThat(server.requests())
                .extracting(StandInGateway.Request::idempotencyKey)
                .containsExactly("key-1", "key-1");
    }

    @Test
    void everyFieldErrorIsToldWithItsLine() {
        var errors =
                """
                , "errors": [
                  {"line": 9, "field": "subtasks[0].prio", "message": "is no field", "expected": "priority"},
                  {"field": "plan", "message": "is missing"}]\
                """;
        server.answer(400, "application/problem+json", problem(400, "INVALID_PLAN", errors));

        var failure = failureOf(() -> gateway(Duration.ZERO).submit(REQUEST, "k"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines())
                .containsExactly(
                        "What is wrong. (INVALID_PLAN)",
                        "line 9, subtasks[0].prio: is no field; expected priority",
                        "plan: is missing");
    }

    @Test
    void aConflictIsAFailureAndNoWrongUse() {
        server.answer(409, "application/problem+json", problem(409, "RESULT_NOT_READY", ""));

        assertThat(failureOf(() -> gateway(Duration.ZERO).patch(JOB, false)).exitCode())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void anAnswerThatIsNoProblemDetailIsToldByItsStatus() {
        server.answer(502, "text/html", "<h1>Bad gateway</h1>");

        assertThat(failureOf(() -> gateway(Duration.ZERO).fleet()).lines().getFirst())
                .startsWith("HTTP status 502 from http://");
    }

    @Test
    void aGatewayThatDoesNotAnswerMeansNoFleet() {
        var gateway = gateway(Duration.ZERO);
        server.close();

        var failure = failureOf(gateway::fleet);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(failure.lines().getFirst()).contains(server.url());
    }

    @Test
    void aRepositoryIsThereOrNot() {
        server.answer(404, "application/json", "");
        server.answer(200, "application/json", "");

        assertThat(gateway(Duration.ZERO).hasRepository("ab")).isFalse();
        assertThat(gateway(Duration.ZERO).hasRepository("ab")).isTrue();
        assertThat(server.requests().getFirst().uri()).isEqualTo("/v1/repositories/ab");
    }

    @Test
    void aRepositoryThatIsTooLargeIsRefusedInTheGatewaysWords(@TempDir Path directory)
            throws IOException {
        var bundle = Files.writeString(directory.resolve("bundle"), "x");
        server.answer(201, "application/json", "");
        server.answer(413, "application/problem+json", problem(413, "BODY_TOO_LARGE", ""));

        assertThat(gateway(Duration.ZERO).uploadRepository("ab", bundle)).isEmpty();
        var refusal = gateway(Duration.ZERO).uploadRepository("ab", bundle).orElseThrow();

        assertThat(refusal.lines()).containsExactly("What is wrong. (BODY_TOO_LARGE)");
    }

    @Test
    void aKeyIsShownWithEveryCall() {
        var key = "cf_anna_0123456789_0123456789-0123456789AB";
        server.answer(200, "application/json", JobJson.running("job1"));
        server.stream("id: 1\ndata: " + event(1) + "\n\n" + end(1, true));

        var gateway = gateway(Duration.ZERO).withKey(key);
        gateway.job(JOB);
        try (var events = gateway.events(JOB)) {
            events.forEach(_ -> {}, () -> true);
        }

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(
                        request -> assertThat(request.authorization()).isEqualTo("Bearer " + key));
    }

    @Test
    void withoutAKeyNoneIsShownAndTheRefusalSaysWhereOneIsNamed() {
        server.answer(401, "application/problem+json", problem(401, "NO_KEY", ""));

        var failure = failureOf(() -> gateway(Duration.ZERO).job(JOB));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines()).first().isEqualTo("What is wrong. (NO_KEY)");
        assertThat(failure.lines().getLast()).contains("CODEFLEET_KEY", "CODEFLEET_KEY_FILE");
        assertThat(server.requests().getFirst().authorization()).isNull();
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotRepeated() {
        var failure = failureOf(() -> gateway(Duration.ZERO).withKey("s3cret\nX-Other: 1"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines()).noneMatch(line -> line.contains("s3cret"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anAddressMustBeOne() {
        assertThatThrownBy(() -> GatewayClient.at("localhost:6101", Duration.ZERO))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("no gateway address");
    }

    @Test
    void aBrokenStreamGoesOnAfterTheLastEventThatCame() {
        server.stream("id: 1\ndata: " + event(1) + "\n\nid: 2\ndata: " + event(2) + "\n\n");
        server.stream(
                "id: 2\ndata: "
                        + event(2)
                        + "\n\nid: 3\ndata: "
                        + event(3)
                        + "\n\n"
                        + end(3, false));
        server.stream("id: 4\ndata: " + event(4) + "\n\n" + end(4, true));
        var seen = new ArrayList<Long>();

        try (var events = gateway(Duration.ZERO).events(JOB)) {
            events.forEach(event -> seen.add(event.seq()), () -> false);
        }

        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(server.requests().get(1).lastEventId()).isEqualTo("2");
        assertThat(server.requests().get(2).lastEventId()).isEqualTo("3");
    }

    @Test
    void aStreamThatEndsWithoutAWordIsAskedForMoreUntilItBringsNothingNew() {
        server.stream("id: 1\ndata: " + event(1) + "\n\n");
        server.stream("id: 2\ndata: " + event(2) + "\n\n");
        server.stream(":\n\n");
        var seen = new ArrayList<Long>();

        try (var events = gateway(Duration.ZERO).eventsSoFar(JOB)) {
            events.forEach(event -> seen.add(event.seq()), () -> true);
        }

        assertThat(seen).containsExactly(1L, 2L);
    }

    private GatewayClient gateway(Duration patience) {
        return GatewayClient.at(server.url(), patience);
    }

    private static CommandFailed failureOf(Runnable call) {
        return catchThrowableOfType(CommandFailed.class, call::run);
    }

    private static String event(int seq) {
        return """
        {"seq": %d, "at": "2026-01-01T00:00:00Z", "type": "STATUS", "from": "manager-1", "body": {}}\
        """
                .formatted(seq);
    }

    private static String end(int seq, boolean isComplete) {
        var body = "{\"what\": \"end\", \"complete\": " + isComplete + "}";
        return "event: end\ndata: " + event(seq).replace("{}", body) + "\n\n";
    }

    private static String subtask(String key) {
        return """
        {"key": "%s", "title": "T", "state": "READY", "priority": 3, "lane": "code"}\
        """
                .formatted(key);
    }

    private static String problem(int status, String code, String more) {
        return """
        {"type": "urn:x", "title": "T", "status": %d, "code": "%s", "detail": "What is wrong."%s}\
        """
                .formatted(status, code, more);
    }
}
