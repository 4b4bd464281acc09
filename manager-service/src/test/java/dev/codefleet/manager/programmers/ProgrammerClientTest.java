package dev.codefleet.manager.programmers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.CallVerifier;
import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.registryclient.AgentEnrolment;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.registryclient.UnprovenCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, and what is not a stream, over real HTTP. */
class ProgrammerClientTest {
    private static final AttemptId ATTEMPT = new AttemptId(new JobId("job1"), "a", 1);
    private static final byte[] CONTENT =
            "the content of a bundle".getBytes(StandardCharsets.UTF_8);

    private static final Vertx vertx = Vertx.vertx();

    @TempDir private Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Buffer> bodies = new CopyOnWriteArrayList<>();
    private volatile Consumer<HttpServerRequest> answer = request -> request.response().end();
    private final HttpServer server =
            join(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    private final ProgrammerCalls calls = new ProgrammerCalls(vertx, PeerProofs.none());
    private final ProgrammerClient client = new ProgrammerClient(vertx, calls);
    private final BundleClient bundles = new BundleClient(vertx, calls);

    @AfterAll
    static void closeVertx() {
        join(vertx.close());
    }

    @AfterEach
    void close() {
        join(server.close());
    }

    @Test
    void reportsThatWaitAreListedAndRunningAttemptsAreNot() {
        var list =
                """
                [{"attempt": "job1.a.1", "state": "RUNNING", "incarnation": 1},
                 {"attempt": "job1.b.2", "state": "SUCCEEDED", "incarnation": 1}]
                """;
        answer = request -> request.response().end(list);

        assertThat(join(client.kept(here())))
                .containsExactly(new AttemptId(new JobId("job1"), "b", 2));
        assertThat(requests).containsExactly("GET /v1/attempts");
    }

    @Test
    void aListThatCannotBeReadIsAFailure() {
        answer = request -> request.response().setStatusCode(500).end("{");

        assertFails(client.kept(here()));
    }

    @Test
    void aBundleOfTheAnnouncedSizeIsTaken() {
        answer = request -> request.response().end(Buffer.buffer(CONTENT));

        assertThat(join(bundles.bundle(here(), ATTEMPT, new BundleRef("ab", CONTENT.length))))
                .isEqualTo(CONTENT);
        assertThat(requests).containsExactly("GET /v1/attempts/job1.a.1/bundle");
    }

    @Test
    void aBundleOfAnotherSizeIsNotTaken() {
        answer = request -> request.response().end(Buffer.buffer(CONTENT));

        assertFails(bundles.bundle(here(), ATTEMPT, new BundleRef("ab", CONTENT.length + 1)));
    }

    @Test
    void aBundleThatIsNotThereIsAFailure() {
        answer = request -> request.response().setStatusCode(404).end();

        assertFails(bundles.bundle(here(), ATTEMPT, new BundleRef("ab", 0)));
    }

    @Test
    void aBundleThatIsTooLargeIsNotEvenAskedFor() {
        assertFails(
                bundles.bundle(
                        here(), ATTEMPT, new BundleRef("ab", BundleClient.MAX_BUNDLE_BYTES + 1)));
        assertThat(requests).isEmpty();
    }

    @Test
    void whatTheProgrammerHasIsNotSentAgain() throws IOException {
        join(bundles.upload(here(), "ab", file()));

        assertThat(requests).containsExactly("HEAD /v1/bundles/ab");
    }

    @Test
    void whatTheProgrammerLacksIsSent() throws IOException {
        answer =
                request ->
                        request.response()
                                .setStatusCode(request.method().name().equals("HEAD") ? 404 : 201)
                                .end();

        join(bundles.upload(here(), "ab", file()));

        assertThat(requests).containsExactly("HEAD /v1/bundles/ab", "PUT /v1/bundles/ab");
        assertThat(bodies.getLast().getBytes()).isEqualTo(CONTENT);
    }

    @Test
    void whoIsNotThereWasSentNothing() throws IOException {
        var file = file();
        var here = here();
        join(server.close());

        assertThatThrownBy(() -> join(bundles.upload(here, "ab", file)))
                .hasCauseInstanceOf(BundleClient.Unreached.class);
    }

    @Test
    void whoDoesNotTakeABundleWasReached() throws IOException {
        answer =
                request ->
                        request.response()
                                .setStatusCode(request.method().name().equals("HEAD") ? 404 : 507)
                                .end();

        assertThatThrownBy(() -> join(bundles.upload(here(), "ab", file())))
                .hasMessageContaining("507")
                .cause()
                .isNotInstanceOf(BundleClient.Unreached.class);
    }

    @Test
    void aFileIsClosedHoweverItsUploadEnds() throws IOException {
        var file = file();
        answer =
                request ->
                        request.response()
                                .setStatusCode(request.method().name().equals("HEAD") ? 404 : 201)
                                .end();
        join(bundles.upload(here(), "ab", file));
        answer =
                request ->
                        request.response()
                                .setStatusCode(request.method().name().equals("HEAD") ? 404 : 507)
                                .end();
        assertFails(bundles.upload(here(), "ab", file));

        assertThat(openFiles()).doesNotContain(file.toRealPath().toString());
    }

    @ParameterizedTest
    @CsvSource({"202, true", "404, false"})
    void aCancelTellsWhetherTheAttemptIsKnown(int status, boolean isKnown) {
        answer = request -> request.response().setStatusCode(status).end();

        assertThat(join(client.cancel(here(), ATTEMPT))).isEqualTo(isKnown);
        assertThat(requests).containsExactly("POST /v1/attempts/job1.a.1/cancel");
    }

    @ParameterizedTest
    @CsvSource({"200, true", "503, false"})
    void aProbeTellsWhetherTheProgrammerLives(int status, boolean isAlive) {
        answer = request -> request.response().setStatusCode(status).end();

        assertThat(join(client.probe(here()))).isEqualTo(isAlive);
    }

    /** One taken from the pool was silent before: that is not its next request's fault. */
    @Test
    void aConnectionThatWasSilentIsGoodForTheNextRequest() {
        var impatient = new ProgrammerClient(vertx, calls, Duration.ofMillis(400));
        answer = request -> vertx.setTimer(200, _ -> request.response().setStatusCode(404).end());
        for (int silence = 1; silence < 400; silence += 50) {
            join(vertx.timer(silence, TimeUnit.MILLISECONDS));
            assertThat(end(impatient)).as("after %s ms", silence).isEqualTo("refused 404");
        }
    }

    /** The answer may be there before the calling thread has said what it wants of it. */
    @Test
    void everyCallIsAnsweredHoweverQuicklyTheAnswerComes() {
        for (int call = 0; call < 3_000; call++) {
            assertThat(join(client.probe(here()))).isTrue();
        }
    }

    @Test
    void aPortThatNobodyListensOnRefuses() {
        var here = here();
        join(server.close());

        assertThat(end(client, here)).isEqualTo("unreachable, refused");
    }

    /** The process may be alive behind a cut network, or too busy to accept. */
    @Test
    void aPortThatDoesNotAnswerDoesNotRefuse() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var waiting = fillBacklog(silent);
            try {
                assertThat(end(client, at(silent.getLocalPort()))).isEqualTo("unreachable");
            } finally {
                for (var each : waiting) {
                    each.close();
                }
            }
        }
    }

    /** Connects until the kernel answers nobody any more. */
    private static List<SocketChannel> fillBacklog(ServerSocket silent) throws IOException {
        var waiting = new ArrayList<SocketChannel>();
        for (int each = 0; each < 4; each++) {
            var channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(silent.getLocalSocketAddress());
            waiting.add(channel);
        }
        return waiting;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"errors\": [], \"epoch\": 7",
                "\"errors\": [{\"field\": \"epoch\", \"message\": \"is over\", \"expected\": \"7\"}]",
                "\"errors\": [{\"field\": \"epoch\", \"message\": \"is over\", \"expected\": \"6\"}],"
                        + " \"epoch\": 7"
            })
    void thePresentEpochIsReadFromAProgrammerOfThisVersionAndTheOneBefore(String members) {
        answer =
                request ->
                        request.response()
                                .setStatusCode(412)
                                .end(
                                        """
                                        {"type": "urn:codefleet:problem:stale_epoch", "title": "Stale epoch",
                                         "status": 412, "code": "STALE_EPOCH", "detail": "Send it anew.", %s}
                                        """
                                                .formatted(members));

        assertThat(end(client)).isEqualTo("refused 412, epoch 7");
    }

    /** Calls, streams and uploads alike, each with a token for that programmer alone. */
    @Test
    void whateverIsSentSaysWhoCallsAndGoesAgainWhereTheClocksDiffer() throws IOException {
        var enrolmentKey = SigningKeys.make();
        var verifier = verifier(enrolmentKey, "programmer/programmer-1");
        var sibling = verifier(enrolmentKey, "programmer/programmer-2");
        var now = Instant.parse("2030-01-01T00:00:00Z");
        var codes = new CopyOnWriteArrayList<String>();
        var replayed = new CopyOnWriteArrayList<String>();
        answer =
                request -> {
                    var verdict = verdict(verifier, request, now);
                    codes.add(code(verdict));
                    replayed.add(code(verdict(sibling, request, now)));
                    var response = request.response();
                    switch (verdict) {
                        case CallVerifier.Proven proven ->
                                response.setStatusCode(
                                                request.method().name().equals("HEAD") ? 404 : 202)
                                        .end();
                        case CallVerifier.Refused refusal ->
                                response.setStatusCode(401)
                                        .putHeader("Date", UnprovenCall.date(now))
                                        .end();
                    }
                };

        assertThat(join(late(enrolmentKey, now).client().cancel(here(), ATTEMPT))).isTrue();
        assertThat(codes).containsExactly("TOKEN_OUT_OF_TIME", "proven");

        codes.clear();
        assertThat(end(late(enrolmentKey, now).client())).isEqualTo("refused 202");
        assertThat(codes).containsExactly("TOKEN_OUT_OF_TIME", "proven");

        codes.clear();
        join(late(enrolmentKey, now).bundles().upload(here(), "ab", file()));
        assertThat(codes).containsExactly("TOKEN_OUT_OF_TIME", "proven", "proven");
        assertThat(bodies.getLast().getBytes()).isEqualTo(CONTENT);
        assertThat(replayed).containsOnly("WRONG_AUDIENCE");
    }

    private record Clients(ProgrammerClient client, BundleClient bundles) {}

    /** Of a manager whose clock is five minutes late. */
    private static Clients late(KeyPair enrolmentKey, Instant now) {
        var name = new AgentName(AgentKind.MANAGER, new AgentId("manager-1"));
        var credentials =
                AgentCredentials.enrol(name, SigningKeys.make(), enrolmentKey.getPrivate());
        InstantSource clock = () -> now.minusSeconds(300);
        var calls =
                new ProgrammerCalls(vertx, new PeerProofs(new AgentEnrolment(credentials, clock)));
        return new Clients(new ProgrammerClient(vertx, calls), new BundleClient(vertx, calls));
    }

    private static CallVerifier verifier(KeyPair enrolmentKey, String callee) {
        var keys = EnrolmentKeys.line(AgentKind.MANAGER, enrolmentKey.getPublic());
        return new CallVerifier(EnrolmentKeys.parse(keys), callee, 10);
    }

    private static CallVerifier.Verdict verdict(
            CallVerifier verifier, HttpServerRequest request, Instant now) {
        return verifier.anybody(
                request.getHeader("Authorization"),
                request.getHeader(AgentCredentials.ENROLMENT_HEADER),
                now);
    }

    private static String code(CallVerifier.Verdict verdict) {
        return verdict instanceof CallVerifier.Refused refused ? refused.code() : "proven";
    }

    private String end(ProgrammerClient client) {
        return end(client, here());
    }

    /** How a stream ends. */
    private static String end(ProgrammerClient client, ProgrammerAddress to) {
        var end = new CompletableFuture<String>();
        var listener =
                new StreamReader.Listener() {
                    @Override
                    public void event(AttemptEvent event, long id) {}

                    @Override
                    public void refused(StreamReader.Refusal refusal) {
                        var epoch = refusal.epoch() == null ? "" : ", epoch " + refusal.epoch();
                        end.complete("refused " + refusal.status() + epoch);
                    }

                    @Override
                    public void unreachable(boolean isRefused) {
                        end.complete(isRefused ? "unreachable, refused" : "unreachable");
                    }

                    @Override
                    public void broken() {
                        end.complete("broken");
                    }
                };
        client.attach(to, ATTEMPT, 0, new StreamReader(Runnable::run, listener));
        return end.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private ProgrammerAddress here() {
        return at(server.actualPort());
    }

    private static ProgrammerAddress at(int port) {
        return new ProgrammerAddress(new AgentId("programmer-1"), "http://127.0.0.1:" + port);
    }

    private Path file() throws IOException {
        return Files.write(directory.resolve("x.bundle"), CONTENT);
    }

    private void take(HttpServerRequest request) {
        requests.add(request.method() + " " + request.path());
        request.body()
                .onSuccess(body -> {
                    bodies.add(body);
                    answer.accept(request);
                });
    }

    /** What this process holds open; empty where the system does not tell. */
    private static List<String> openFiles() throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return List.of();
        }
        try (var all = Files.list(descriptors)) {
            return all.map(ProgrammerClientTest::target).toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return "";
        }
    }

    private static void assertFails(Future<?> future) {
        assertThatThrownBy(() -> join(future)).isInstanceOf(CompletionException.class);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
