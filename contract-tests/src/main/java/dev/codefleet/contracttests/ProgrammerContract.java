package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import dev.codefleet.support.SseEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests of the API that managers call at programmers. */
@Timeout(60)
public abstract class ProgrammerContract {
    private static final String ATTEMPTS = "/v1/attempts";
    private static final String ABSENT = "0".repeat(40);
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final List<AttemptId> waiting = new ArrayList<>();
    private Given given;
    private WireClient wire;

    /** What a suite cannot bring about over the wire. */
    public interface Given {
        URI address();

        /** How many attempts run at once. */
        int slots();

        /** Work of an attempt that goes on until it is let go, and then succeeds. */
        Executor work(AttemptId attempt);

        /** Lets the work of an attempt end. */
        void letGo(AttemptId attempt);

        /** Has a running attempt beat soon, if it does not by itself. */
        void beat(AttemptId attempt);
    }

    protected abstract Given given();

    @BeforeEach
    void connect() {
        given = given();
        wire = new WireClient(given.address());
    }

    @AfterEach
    void letAllGo() {
        waiting.forEach(given::letGo);
    }

    @Test
    void anOrderIsAnsweredWithTheStreamOfItsAttempt() throws Exception {
        var order = nothing(attempt());
        try (var stream = order(order)) {
            var accepted = Objects.requireNonNull(stream.next());
            assertThat(accepted.name()).isEqualTo("accepted");
            assertThat(accepted.id()).isEqualTo("1");
            var json = Json.mapper().readTree(accepted.data());
            assertThat(json.get("attempt").asText()).isEqualTo(order.attempt().toString());
            assertThat(json.get("incarnation").asLong()).isPositive();

            var report = Objects.requireNonNull(stream.next());
            assertThat(report.name()).isEqualTo("report");
            assertThat(report.id()).isEqualTo("2");
            assertThat(stream.next()).as("after the report").isNull();
        }
    }

    @Test
    void aReportSaysHowItWentAndLeavesOutWhatThereIsNot() throws Exception {
        var attempt = attempt();
        var json = Json.mapper().readTree(end(nothing(attempt)).data());

        assertThat(names(json)).containsExactlyInAnyOrder("attempt", "state", "receipt", "log");
        assertThat(json.get("attempt").asText()).isEqualTo(attempt.toString());
        assertThat(json.get("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(names(json.get("receipt")))
                .as("what processes take together is not bounded everywhere")
                .filteredOn(name -> !name.equals("bounds"))
                .containsExactlyInAnyOrder(
                        "attempt",
                        "programmer",
                        "state",
                        "executor",
                        "isolation",
                        "network",
                        "iterations",
                        "files_changed",
                        "lines_added",
                        "lines_deleted",
                        "files",
                        "started_at",
                        "finished_at",
                        "duration_ms",
                        "executor_ms",
                        "checks_ms",
                        "checks",
                        "flags");
        assertThat(json.get("receipt").get("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(json.get("receipt").get("executor").asText()).isEqualTo("none");
    }

    @Test
    void aFailureIsReportedWithItsReason() throws Exception {
        var order = order(attempt(), new Executor.Command(null, List.of("false")));

        var report = report(end(order));

        assertThat(report.state()).isEqualTo(AttemptState.FAILED);
        assertThat(report.bundle()).isNull();
        assertThat(report.receipt().state()).isEqualTo(AttemptState.FAILED);
        var failure = Objects.requireNonNull(report.receipt().failure());
        assertThat(failure.reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failure.message()).isNotBlank();
    }

    @Test
    void theSameOrderIsTheSameAttemptHoweverOftenItComes() throws Exception {
        var order = waiting();
        try (var first = order(order);
                var second = order(order)) {
            var accepted = first.await("accepted");
            assertThat(second.await("accepted")).isEqualTo(accepted);
            given.letGo(order.attempt());

            var report = first.await("report");
            assertThat(second.await("report")).isEqualTo(report);
            try (var late = order(order)) {
                assertThat(late.await("accepted")).isEqualTo(accepted);
                assertThat(late.await("report")).isEqualTo(report);
                assertThat(late.next()).isNull();
            }
        }
    }

    @Test
    void whoComesBackGetsWhatCameAfterTheLastEvent() throws Exception {
        var order = waiting();
        try (var first = order(order)) {
            first.await("accepted");
            try (var again = events(order.attempt(), "1")) {
                given.letGo(order.attempt());
                var report = first.await("report");
                var last = again.next();
                while (last != null && !last.name().equals("report")) {
                    assertThat(last.name()).isNotEqualTo("accepted");
                    last = again.next();
                }
                assertThat(last).isEqualTo(report);
                try (var nothing = events(order.attempt(), report.id())) {
                    assertThat(nothing.next()).as("after the last event").isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "nonsense", "-1", "1.5"})
    void whoseLastEventIsNoneOfOursGetsAll(String last) throws Exception {
        var order = nothing(attempt());
        end(order);
        try (var stream = events(order.attempt(), last)) {
            assertThat(Objects.requireNonNull(stream.next()).id()).isEqualTo("1");
            assertThat(Objects.requireNonNull(stream.next()).name()).isEqualTo("report");
        }
    }

    @Test
    void beatsHaveNoNumberAndAreNotRepeated() throws Exception {
        var order = waiting();
        try (var stream = order(order)) {
            stream.await("accepted");
            given.beat(order.attempt());
            var beat = stream.await("beat");
            assertThat(beat.id()).isNull();
            assertThat(Json.mapper().readTree(beat.data()).get("number").isIntegralNumber())
                    .isTrue();
            given.letGo(order.attempt());
            stream.await("report");
        }
        try (var again = events(order.attempt(), "0")) {
            for (var event = again.next(); event != null; event = again.next()) {
                assertThat(event.name()).isNotEqualTo("beat");
            }
        }
    }

    @Test
    void attemptsThatAreNotHereAreUnknown() throws Exception {
        var attempt = attempt();
        var path = ATTEMPTS + "/" + attempt;

        assertThat(wire.call("GET", path + "/events").problem())
                .isEqualTo(ProgrammerProblems.unknown(attempt));
        wire.call("GET", path + "/bundle").refusal(404, "NOT_FOUND");
        wire.call("GET", path + "/log").refusal(404, "NOT_FOUND");
        wire.call("GET", ATTEMPTS + "/nonsense/events").refusal(404, "NOT_FOUND");
        wire.call("POST", ATTEMPTS + "/nonsense/cancel").refusal(404, "NOT_FOUND");
        wire.call("GET", "/v1/nothing").refusal(404, "NOT_FOUND");
    }

    @Test
    void aCancelledAttemptReportsThatItWas() throws Exception {
        var order = waiting();
        var cancel = ATTEMPTS + "/" + order.attempt() + "/cancel";
        try (var stream = order(order)) {
            stream.await("accepted");
            assertThat(wire.call("POST", cancel).status()).isEqualTo(202);

            var report = report(stream.await("report"));

            assertThat(report.state()).isEqualTo(AttemptState.CANCELLED);
            assertThat(Objects.requireNonNull(report.receipt().failure()).reason())
                    .isEqualTo(FailureReason.CANCELLED);
        }
        assertThat(wire.call("POST", cancel).status()).as("again").isEqualTo(202);
    }

    @Test
    void anOrderThatComesAfterItsCancelIsRefused() throws Exception {
        var attempt = attempt();
        assertThat(wire.call("POST", ATTEMPTS + "/" + attempt + "/cancel").problem())
                .isEqualTo(ProgrammerProblems.unknown(attempt));

        assertThat(refused(nothing(attempt))).isEqualTo(ProgrammerProblems.cancelled(attempt));
    }

    @Test
    void anAcknowledgedReportIsForgottenAndItsOrderRefused() throws Exception {
        var attempt = attempt();
        var order = order(attempt, given.work(attempt));
        waiting.add(attempt);
        var path = ATTEMPTS + "/" + attempt;
        try (var stream = order(order)) {
            stream.await("accepted");
            assertThat(wire.call("DELETE", path).problem())
                    .isEqualTo(ProgrammerProblems.stillRunning(attempt));
            given.letGo(attempt);
            stream.await("report");
            assertThat(stream.next()).isNull();
        }

        assertThat(wire.call("DELETE", path).status()).isEqualTo(204);

        assertThat(wire.call("DELETE", path).status()).as("again").isEqualTo(204);
        wire.call("GET", path + "/events").refusal(404, "NOT_FOUND");
        assertThat(refused(order)).isEqualTo(ProgrammerProblems.cancelled(attempt));
    }

    @Test
    void acknowledgementsRideOnTheNextOrder() throws Exception {
        var first = attempt();
        end(nothing(first));

        end(order(attempt(), 1, 0, null, new Executor.None(), List.of(first)));

        wire.call("GET", ATTEMPTS + "/" + first + "/events").refusal(404, "NOT_FOUND");
    }

    @Test
    void attemptsAreListedUntilTheyAreAcknowledged() throws Exception {
        var ended = attempt();
        end(nothing(ended));
        var order = waiting();
        try (var stream = order(order)) {
            stream.await("accepted");

            assertThat(stateInList(ended)).isEqualTo("SUCCEEDED");
            assertThat(stateInList(order.attempt())).isEqualTo("RUNNING");

            given.letGo(order.attempt());
            stream.await("report");
        }
        wire.call("DELETE", ATTEMPTS + "/" + ended);
        assertThat(stateInList(ended)).isNull();
    }

    @Test
    void whenAllSlotsAreTakenOnlyOrdersOfAttemptsThatRunAreTaken() throws Exception {
        var streams = new ArrayList<WireClient.Stream>();
        var orders = new ArrayList<Order>();
        try {
            for (var slot = 0; slot < given.slots(); slot++) {
                var order = waiting();
                orders.add(order);
                var stream = order(order);
                streams.add(stream);
                stream.await("accepted");
            }
            var more = nothing(attempt());

            assertThat(refused(more)).isEqualTo(ProgrammerProblems.slotsFull(given.slots()));

            order(orders.getFirst()).close();
            given.letGo(orders.getFirst().attempt());
            streams.getFirst().await("report");
            end(more);
        } finally {
            letAllGo();
            for (var stream : streams) {
                while (stream.next() != null) {
                    // Up to its end, which leaves its slot to the next test.
                }
                stream.close();
            }
        }
    }

    @Test
    void anOrderBehindTheFenceOfItsJobIsRefused() throws Exception {
        var first = attempt();
        end(order(first, 7, 0, null, new Executor.None(), List.of()));
        var next = new AttemptId(first.job(), "other", 1);

        assertThat(refused(order(next, 6, 0, null, new Executor.None(), List.of())))
                .isEqualTo(ProgrammerProblems.staleFence(6, 7));
        end(order(next, 8, 0, null, new Executor.None(), List.of()));
    }

    @Test
    void anOrderOfAnEpochThatIsOverIsToldThePresentOne() throws Exception {
        var attempt = attempt();
        var problem = refused(order(attempt, 1, 1, null, new Executor.None(), List.of()));

        var present = Objects.requireNonNull(problem.epoch());
        assertThat(problem).isEqualTo(ProgrammerProblems.staleEpoch(attempt, 1, present));
        end(order(attempt, 1, present, null, new Executor.None(), List.of()));
    }

    @Test
    void anOrderThatIsWrongInItselfIsToldWhere() throws Exception {
        var attempt = attempt();
        var order = order(attempt, new Executor.Command(null, List.of()));

        assertThat(refused(order))
                .isEqualTo(
                        ProgrammerProblems.invalidOrder(attempt, ProgrammerProblems.noProgram()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[]", "{\"attempt\": \"x\"}", "{\"attempt\": \"job1.a.1\"}"})
    void whatIsNoOrderIsMalformed(String body) throws Exception {
        wire.json("POST", ATTEMPTS, body, "Accept", "text/event-stream, application/problem+json")
                .refusal(400, "MALFORMED_JSON");
    }

    /** Managers are older or newer than programmers while a fleet is upgraded. */
    @Test
    void whatIsNotKnownOfAnOrderIsNotHeldAgainstIt() throws Exception {
        var attempt = attempt();
        var order =
                """
                {"attempt": "%s", "fence": 1, "manager": "manager-1", "title": "Work", "executor": {"kind": "none"},
                 "checks": [], "files": [], "limits": {"timeout": "PT1M", "max_iterations": 1, "max_attempts": 1},
                 "acknowledge": [], "of_the_future": {"unknown": true}}
                """
                        .formatted(attempt);

        try (var stream = wire.stream(ATTEMPTS, Json.mapper().readTree(order))) {
            stream.await("report");
        }
    }

    @Test
    void aBundleIsTakenOnceAndOrdersThatNeedItAreRefusedBefore() throws Exception {
        var attempt = attempt();
        var content = ("bundle of " + attempt).getBytes(StandardCharsets.UTF_8);
        var sha256 = sum(content);
        var path = "/v1/bundles/" + sha256;
        var source =
                new Source(
                        "/nowhere",
                        "main",
                        ABSENT,
                        ABSENT,
                        List.of(new BundleRef(sha256, content.length)));
        var order = order(attempt, 1, 0, source, new Executor.None(), List.of());
        assertThat(wire.call("HEAD", path).status()).isEqualTo(404);
        assertThat(refused(order))
                .isEqualTo(ProgrammerProblems.bundleMissing(sha256, "source.bundles[0].sha256"));

        assertThat(wire.bytes("PUT", path, content).status()).isEqualTo(201);

        assertThat(wire.bytes("PUT", path, content).status()).as("again").isEqualTo(200);
        var head = wire.call("HEAD", path);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(Integer.toString(content.length));
        end(order);
    }

    @Test
    void whatIsNotTheNamedBundleIsNotTaken() throws Exception {
        var content = "other".getBytes(StandardCharsets.UTF_8);

        assertThat(wire.bytes("PUT", "/v1/bundles/nonsense", content).problem())
                .isEqualTo(ProgrammerProblems.notAChecksum());
        assertThat(wire.bytes("PUT", "/v1/bundles/" + "a".repeat(64), content).problem())
                .isEqualTo(ProgrammerProblems.wrongChecksum(sum(content)));
    }

    @Test
    void anAttemptThatLeftNothingHasNeitherBundleNorLog() throws Exception {
        var attempt = attempt();
        end(nothing(attempt));

        wire.call("GET", ATTEMPTS + "/" + attempt + "/bundle").refusal(404, "NOT_FOUND");
        wire.call("GET", ATTEMPTS + "/" + attempt + "/log").refusal(404, "NOT_FOUND");
    }

    @Test
    void whoSaysWhatItHasHeardIsBelievedWithoutAWord() throws Exception {
        var following = new Following(List.of(new Following.Heard(attempt(), 3)));

        var answer = wire.json("POST", ATTEMPTS + "/followed", Json.text(following));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        wire.json("POST", ATTEMPTS + "/followed", "{").refusal(400, "MALFORMED_JSON");
    }

    @Test
    void whoLivesSaysSo() throws Exception {
        var answer = wire.call("GET", "/q/health/live");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status").asText()).isEqualTo("UP");
    }

    private WireClient.Stream order(Order order) throws Exception {
        return wire.stream(ATTEMPTS, order);
    }

    private WireClient.Stream events(AttemptId attempt, @Nullable String last) throws Exception {
        var number = Objects.requireNonNull(last);
        return wire.stream(ATTEMPTS + "/" + attempt + "/events", "Last-Event-ID", number);
    }

    /** The report of an order that is taken; its slot is free when this returns. */
    private SseEvent end(Order order) throws Exception {
        try (var stream = order(order)) {
            var report = stream.await("report");
            assertThat(stream.next()).as("after the report").isNull();
            return report;
        }
    }

    private Problem refused(Order order) throws Exception {
        return wire.json(
                        "POST",
                        ATTEMPTS,
                        Json.text(order),
                        "Accept",
                        "text/event-stream, application/problem+json")
                .problem();
    }

    private @Nullable String stateInList(AttemptId attempt) throws Exception {
        var list = wire.call("GET", ATTEMPTS);
        assertThat(list.status()).isEqualTo(200);
        for (var each : list.json()) {
            if (each.get("attempt").asText().equals(attempt.toString())) {
                assertThat(each.get("incarnation").asLong()).isPositive();
                return each.get("state").asText();
            }
        }
        return null;
    }

    private static Report report(SseEvent event) throws IOException {
        return Json.mapper().readValue(event.data(), Report.class);
    }

    private static String sum(byte[] content) {
        return Sha256.hex(Sha256.digest().digest(content));
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static AttemptId attempt() {
        return new AttemptId(new JobId("wire%05d".formatted(JOBS.incrementAndGet())), "work", 1);
    }

    private Order waiting() {
        var attempt = attempt();
        waiting.add(attempt);
        return order(attempt, given.work(attempt));
    }

    private static Order nothing(AttemptId attempt) {
        return order(attempt, new Executor.None());
    }

    private static Order order(AttemptId attempt, Executor executor) {
        return order(attempt, 1, 0, null, executor, List.of());
    }

    private static Order order(
            AttemptId attempt,
            long fence,
            long epoch,
            @Nullable Source source,
            Executor executor,
            List<AttemptId> acknowledge) {
        return new Order(
                attempt,
                new Order.Sender(fence, epoch, new AgentId("manager-1")),
                new Order.Task(
                        "Do the work",
                        null,
                        executor,
                        List.of(),
                        List.of(),
                        new Limits(Duration.ofMinutes(1), 1, 3, null, null, null)),
                source,
                null,
                acknowledge);
    }
}
