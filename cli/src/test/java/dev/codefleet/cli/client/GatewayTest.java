package dev.codefleet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.GatewayProblems;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
        var job = server.jobs.atWork();
        var keys = IntStream.range(0, 501).mapToObj(number -> "s" + number).toList();
        server.jobs.subtasks(job, keys.stream().map(GatewayTest::subtask).toList());

        var subtasks = gateway(Duration.ZERO).subtasks(job);

        assertThat(subtasks).extracting("key").isEqualTo(keys);
        assertThat(server.requests().get(1).uri()).endsWith("&cursor=499");
    }

    @Test
    void aSubmitIsTriedAgainUnderTheSameKeyWhileNoManagerIsThere() {
        server.refuseNext(GatewayProblems.noManagerOfLane("code"));

        var job = gateway(Duration.ofSeconds(20)).submit(REQUEST, "key-1");

        assertThat(gateway(Duration.ZERO).job(job.id()).id()).isEqualTo(job.id());
        assertThat(server.requests().stream().filter(each -> each.path().equals("/v1/jobs")))
                .extracting(StandInGateway.Request::idempotencyKey)
                .containsExactly("key-1", "key-1");
    }

    @Test
    void everyFieldErrorIsToldWithItsLine() {
        var errors =
                List.of(
                        new FieldError(9, "subtasks[0].prio", "is no field", "priority"),
                        new FieldError(null, "plan", "is missing", null));
        server.refuseNext(Problem.of(400, "Invalid job", "INVALID_PLAN", "What is wrong.", errors));

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
        var job = server.jobs.atWork();

        assertThat(failureOf(() -> gateway(Duration.ZERO).patch(job, false)).exitCode())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void anAnswerThatIsNoProblemDetailIsToldByItsStatus() {
        server.answerNextByProxy(502, "text/html", "<h1>Bad gateway</h1>");

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
    void aRepositoryIsThereOrNot(@TempDir Path directory) throws IOException {
        var bundle = Files.writeString(directory.resolve("bundle"), "x");
        var name = Sha256.of("x");

        assertThat(gateway(Duration.ZERO).hasRepository(name)).isFalse();
        assertThat(gateway(Duration.ZERO).uploadRepository(name, bundle)).isEmpty();
        assertThat(gateway(Duration.ZERO).hasRepository(name)).isTrue();
        assertThat(server.requests().getFirst().uri()).isEqualTo("/v1/repositories/" + name);
    }

    @Test
    void aRepositoryThatIsTooLargeIsRefusedInTheGatewaysWords(@TempDir Path directory)
            throws IOException {
        var most = StandInGateway.MAX_REPOSITORY_BYTES;
        var bundle = Files.write(directory.resolve("bundle"), new byte[most + 1]);

        var refusal =
                gateway(Duration.ZERO).uploadRepository("ab".repeat(32), bundle).orElseThrow();

        assertThat(refusal.lines())
                .containsExactly(GatewayProblems.tooLarge(most).detail() + " (BODY_TOO_LARGE)");
    }

    @Test
    void aKeyIsShownWithEveryCall() {
        var key = "cf_anna_0123456789_0123456789-0123456789AB";
        var job = server.jobs.ended(JobState.SUCCEEDED);

        var gateway = gateway(Duration.ZERO).withKey(key);
        gateway.job(job);
        try (var events = gateway.events(job)) {
            events.forEach(_ -> {}, () -> true);
        }

        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(
                        request -> assertThat(request.authorization()).isEqualTo("Bearer " + key));
    }

    @Test
    void withoutAKeyNoneIsShownAndTheRefusalSaysWhereOneIsNamed() {
        server.refuseNext(Problem.of(401, "Key needed", "NO_KEY", "This gateway asks for a key."));

        var failure = failureOf(() -> gateway(Duration.ZERO).job(JOB));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.lines()).first().isEqualTo("This gateway asks for a key. (NO_KEY)");
        assertThat(failure.lines().getLast()).contains("CODEFLEET_KEY", "CODEFLEET_KEY_FILE");
        assertThat(server.requests().getFirst().authorization()).isNull();
    }

    @Test
    void theRefusalOfAQuestionWithoutABodyIsPutIntoWords() {
        server.refuseNext(Problem.of(401, "Key needed", "UNKNOWN_KEY", "This key is not known."));
        var unknown = failureOf(() -> gateway(Duration.ZERO).hasRepository("0".repeat(64)));
        server.refuseNext(Problem.of(403, "Role needed", "ROLE_NEEDED", "It is for submitters."));
        var viewer = failureOf(() -> gateway(Duration.ZERO).hasRepository("0".repeat(64)));

        assertThat(unknown.lines().getFirst())
                .startsWith("No key was shown, or one that is unknown");
        assertThat(unknown.lines().getLast()).contains("CODEFLEET_KEY");
        assertThat(viewer.lines())
                .singleElement()
                .asString()
                .startsWith("The role of this key is not one that may upload");
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
        server.streamNext("id: 1\ndata: " + event(1) + "\n\nid: 2\ndata: " + event(2) + "\n\n");
        server.streamNext(
                "id: 2\ndata: "
                        + event(2)
                        + "\n\nid: 3\ndata: "
                        + event(3)
                        + "\n\n"
                        + end(3, false));
        server.streamNext("id: 4\ndata: " + event(4) + "\n\n" + end(4, true));
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
        server.streamNext("id: 1\ndata: " + event(1) + "\n\n");
        server.streamNext("id: 2\ndata: " + event(2) + "\n\n");
        server.streamNext(":\n\n");
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

    private static SubtaskView subtask(String key) {
        return new SubtaskView(
                key,
                "T",
                SubtaskState.READY,
                List.of(),
                3,
                Lane.CODE,
                new SubtaskView.Effort(null, 0, 0, 0, 0, 0),
                new SubtaskView.Times(0, null, null, null),
                null,
                List.of(),
                null);
    }
}
