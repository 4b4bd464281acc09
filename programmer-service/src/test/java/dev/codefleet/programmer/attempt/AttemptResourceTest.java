package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.web.ChecksummedFile;
import dev.codefleet.web.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses of a programmer with two slots. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class AttemptResourceTest {
    /** Ends when the test says so. */
    private static final String UNTIL_GO =
            "while ! test -e '%s/'$CODEFLEET_JOB; do sleep 0.02; done";

    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestRepository repository;
    private Source source;

    @BeforeEach
    void makeRepository() throws Exception {
        programmer = new TestProgrammer(address);
        repository = TestRepository.make(temporary.resolve("origin"));
        var head = repository.head();
        source = new Source(repository.directory().toString(), "main", head, head, List.of());
    }

    @Test
    void anOrderForNothingIsReportedAtOnce() throws Exception {
        try (var stream = programmer.follow(Orders.nothing().order())) {
            var report = stream.report();

            assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(report.receipt().base()).isNull();
            assertThat(stream.events()).hasSize(2).first().isInstanceOf(Accepted.class);
            assertThat(stream.ids()).containsExactly(1L, 2L);
        }
    }

    /** Each waits for what the other one writes: they end only if they run at the same time. */
    @Test
    void attemptsOverlapInTime() throws Exception {
        var first = meet("a", "b");
        var second = meet("b", "a");
        try (var one = programmer.follow(first);
                var other = programmer.follow(second)) {
            assertThat(one.report().state()).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(other.report().state()).isEqualTo(AttemptState.SUCCEEDED);
        }
    }

    @Test
    void theSameOrderTwiceIsOneExecution() throws Exception {
        var witness = temporary.resolve("witness");
        var order =
                Orders.script(
                                source,
                                "echo ran >> '%s'; echo ready; ".formatted(witness)
                                        + UNTIL_GO.formatted(temporary))
                        .order();
        try (var first = programmer.follow(order);
                var second = programmer.follow(order)) {
            first.awaitLine("ready");
            go(order.attempt());

            assertThat(second.report()).isEqualTo(first.report());
        }
        try (var afterwards = programmer.follow(order)) {
            assertThat(afterwards.report().state()).isEqualTo(AttemptState.SUCCEEDED);
        }
        assertThat(witness).hasContent("ran");
    }

    @Test
    void whenAllSlotsAreTakenAnOrderIsRefusedAndTheSameIdIsNot() throws Exception {
        var orders = List.of(waiting(), waiting());
        try (var first = programmer.follow(orders.get(0));
                var second = programmer.follow(orders.get(1))) {
            first.awaitLine("ready");
            second.awaitLine("ready");

            var refused = programmer.send(Orders.nothing().order());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(TestProgrammer.json(refused).get("code").asText()).isEqualTo("SLOTS_FULL");
            assertThat(programmer.send(orders.get(0)).statusCode()).isEqualTo(202);

            go(orders.get(0).attempt());
            first.report();
            assertThat(programmer.send(Orders.nothing().order()).statusCode()).isEqualTo(202);
            go(orders.get(1).attempt());
            second.report();
        }
    }

    @Test
    void anOrderWithALowerFenceOfItsJobIsRefused() throws Exception {
        var id = Orders.newAttempt();
        programmer.run(Orders.nothing().id(id, 7).order());

        var next = new AttemptId(id.job(), "other", 1);
        var stale = programmer.send(Orders.nothing().id(next, 6).order());
        var fresh = programmer.send(Orders.nothing().id(next, 7).order());

        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(TestProgrammer.json(stale).get("code").asText()).isEqualTo("STALE_FENCE");
        assertThat(fresh.statusCode()).isEqualTo(202);
    }

    @Test
    void anOrderOfAnEpochThatIsOverIsRefusedWithThePresentOne() throws Exception {
        var order = Orders.nothing();
        var stale = programmer.send(order.epoch(1).order());

        assertThat(stale.statusCode()).isEqualTo(412);
        assertThat(TestProgrammer.json(stale).get("code").asText()).isEqualTo("STALE_EPOCH");
        var error = TestProgrammer.json(stale).get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo("epoch");
        var present = order.epoch(error.get("expected").asLong());
        assertThat(programmer.send(present.order()).statusCode()).isEqualTo(202);
    }

    @Test
    void anOrderOfAnOlderOrNewerManagerIsTaken() throws Exception {
        var attempt = Orders.newAttempt();
        var order =
                """
                {"attempt": "%s", "fence": 1, "manager": "manager-1", "title": "Work", "executor": {"kind": "none"},
                 "checks": [], "files": [], "limits": {"timeout": "PT1M", "max_iterations": 1, "max_attempts": 1},
                 "acknowledge": [], "of_the_future": {"unknown": true}}
                """
                        .formatted(attempt);

        assertThat(programmer.post("/v1/attempts", order).statusCode()).isEqualTo(202);
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissed() throws Exception {
        var order = waiting();
        try (var first = programmer.follow(order)) {
            first.awaitLine("ready");
            var last = first.ids().getLast();
            try (var again = programmer.events(order.attempt(), last)) {
                go(order.attempt());
                first.report();
                again.report();
                assertThat(again.ids()).allMatch(id -> id > last);
            }
            try (var late = programmer.events(order.attempt(), last)) {
                late.report();
                assertThat(late.ids()).containsExactly(first.ids().getLast());
            }
        }
    }

    @Test
    void aRunningAttemptBeats() throws Exception {
        var order = waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            stream.await(AttemptEvent.Beat.class, any -> true);
            go(order.attempt());
            stream.report();
        }
    }

    @Test
    void anAcknowledgedReportIsForgotten() throws Exception {
        var order = Orders.script(source, "echo x > x").order();
        var path = "/v1/attempts/" + order.attempt();
        programmer.run(order);
        assertThat(programmer.call("GET", path).body()).contains("\"state\":\"SUCCEEDED\"");
        assertThat(programmer.call("GET", "/v1/attempts").body())
                .contains(order.attempt().toString());

        assertThat(programmer.call("DELETE", path).statusCode()).isEqualTo(204);

        assertThat(programmer.call("DELETE", path).statusCode()).isEqualTo(204);
        assertThat(programmer.call("GET", path).statusCode()).isEqualTo(404);
        assertThat(programmer.call("GET", path + "/bundle").statusCode()).isEqualTo(404);
        assertThat(programmer.send(order).statusCode()).as("the same order, late").isEqualTo(410);
    }

    @Test
    void acknowledgementsRideOnTheNextOrder() throws Exception {
        var first = Orders.nothing().order();
        programmer.run(first);

        programmer.run(Orders.nothing().acknowledging(first.attempt()).order());

        var path = "/v1/attempts/" + first.attempt();
        assertThat(programmer.call("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void anOrderThatComesAfterItsCancelIsRefused() throws Exception {
        var order = Orders.nothing().order();
        var path = "/v1/attempts/" + order.attempt();
        assertThat(programmer.call("POST", path + "/cancel").statusCode()).isEqualTo(404);

        var late = programmer.send(order);

        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(TestProgrammer.json(late).get("code").asText()).isEqualTo("ATTEMPT_CANCELLED");
        assertThat(programmer.call("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void anAttemptIsFollowedByWhoSendsItsBeatsBack() throws Exception {
        var order = waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            var beat = stream.await(AttemptEvent.Beat.class, any -> true).number();
            var events = attempts.running().all().iterator().next().events();
            var now = System.nanoTime();
            var before = events.unfollowedFor(now);

            var heard = new Following.Heard(order.attempt(), beat);
            var other = new Following.Heard(Orders.newAttempt(), beat);
            var following = Json.text(new Following(List.of(heard, other)));
            assertThat(programmer.post("/v1/attempts/followed", following).statusCode())
                    .isEqualTo(204);

            assertThat(events.unfollowedFor(now)).isLessThan(before);
            go(order.attempt());
            stream.report();
        }
    }

    @Test
    void aRunningAttemptCannotBeAcknowledged() throws Exception {
        var order = waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");

            var refused = programmer.call("DELETE", "/v1/attempts/" + order.attempt());

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("STILL_RUNNING");
            go(order.attempt());
            stream.report();
        }
    }

    @Test
    void aDependentStartsFromTheCommitThatABundleBrings() throws Exception {
        var first = programmer.run(Orders.script(source, "echo first > first").order());
        var bundle = Objects.requireNonNull(first.bundle());
        var file = temporary.resolve("bundle");
        programmer.download("/v1/attempts/" + first.attempt() + "/bundle", file);
        assertThat(programmer.put("/v1/bundles/" + bundle.sha256(), file).statusCode())
                .isEqualTo(201);
        assertThat(programmer.put("/v1/bundles/" + bundle.sha256(), file).statusCode())
                .isEqualTo(200);
        assertThat(programmer.call("HEAD", "/v1/bundles/" + bundle.sha256()).statusCode())
                .isEqualTo(200);
        var base = Objects.requireNonNull(first.receipt().commit());
        var from = new Source(source.url(), source.ref(), source.origin(), base, List.of(bundle));

        var second = programmer.run(Orders.script(from, "test -e first; echo x > second").order());

        assertThat(second.receipt().failure()).isNull();
        assertThat(second.receipt().base()).isEqualTo(base);
        assertThat(second.receipt().files()).extracting("path").containsExactly("second");
    }

    @Test
    void anUploadedRepositoryIsWorkedOnOnceItWasBrought() throws Exception {
        var file = temporary.resolve("repository.bundle");
        repository.git("bundle", "create", "--quiet", file.toString(), "--all");
        var sha256 = ChecksummedFile.of(file).sha256();
        var head = repository.head();
        var from = new Source("bundle:" + sha256, head, head, head, List.of());
        var order = Orders.script(from, "cat README").order();

        var early = programmer.send(order);
        assertThat(early.statusCode()).isEqualTo(422);
        assertThat(early.body()).contains("BUNDLE_MISSING", "source.url", sha256);

        programmer.put("/v1/bundles/" + sha256, file);
        try (var stream = programmer.follow(order)) {
            var report = stream.report();
            assertThat(report.state()).as("%s", report).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(report.receipt().base()).isEqualTo(head);
        }
    }

    @Test
    void anOrderThatNeedsABundleThatIsNotHereNamesIt() throws Exception {
        var sha256 = "ab".repeat(32);
        var bundles = List.of(new BundleRef(sha256, 10));
        var from = new Source(source.url(), source.ref(), source.origin(), "1".repeat(40), bundles);

        var refused = programmer.send(Orders.script(from, "true").order());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("BUNDLE_MISSING", sha256);
    }

    @Test
    void aBundleWithAnotherChecksumIsRefused() throws Exception {
        var file = Files.writeString(temporary.resolve("bundle"), "not a bundle");

        var refused = programmer.put("/v1/bundles/" + "ab".repeat(32), file);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("WRONG_CHECKSUM");
        assertThat(programmer.call("HEAD", "/v1/bundles/" + "ab".repeat(32)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void executorsThatAreNotHereAreNamedInTheRefusal() throws Exception {
        var order = Orders.nothing().with(source).with(new Executor.Agent("codex", null)).order();

        var refused = programmer.send(order);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("INVALID_ORDER", "executor.kind", "command or none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v1/attempts|{|400|MALFORMED_JSON",
                "POST|/v1/attempts|{\"attempt\":\"x\"}|400|MALFORMED_JSON",
                "GET|/v1/attempts/nonsense||404|NOT_FOUND",
                "GET|/v1/attempts/job9.work.1||404|NOT_FOUND",
                "GET|/v1/attempts/job99999.work.1/events||404|NOT_FOUND",
                "POST|/v1/attempts/job99999.work.1/cancel||404|NOT_FOUND",
                "PUT|/v1/attempts||405|METHOD_NOT_ALLOWED",
                "GET|/v1/nothing||404|NOT_FOUND",
                "PUT|/v1/bundles/nonsense||400|INVALID_CHECKSUM"
            })
    void whatIsWrongIsAProblemWithACode(
            String method, String path, String body, int status, String code) throws Exception {
        var response = body == null ? programmer.call(method, path) : programmer.post(path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(TestProgrammer.json(response).get("code").asText()).isEqualTo(code);
    }

    @Test
    void anOrderThatIsTooLargeIsRefusedWithTheLimit() throws Exception {
        var response = programmer.post("/v1/attempts", " ".repeat(17 << 20));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("BODY_TOO_LARGE", "16777216");
    }

    @Test
    void aRepositoryThatIsNotThereIsNoFaultOfTheSubtask() throws Exception {
        var nowhere =
                new Source(
                        temporary.resolve("nowhere").toString(),
                        "main",
                        source.origin(),
                        source.base(),
                        List.of());

        var receipt = programmer.run(Orders.script(nowhere, "true").order()).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(receipt.failure().message()).contains("No workspace could be made");
    }

    @Test
    void onlyChecksCanBeAskedFor() throws Exception {
        var order = Orders.nothing().with(source).checks("grep -q two README").order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNull();
        assertThat(receipt.commit()).isEqualTo(source.base());
        assertThat(receipt.flags()).isEmpty();
        assertThat(receipt.iterations()).isZero();
    }

    @Test
    void aReceiptFlagsWhatAReviewerShouldSee() throws Exception {
        var order =
                Orders.script(source, "rm src/test/AppTest.txt; echo x > outside")
                        .files("src/**")
                        .order();

        assertThat(programmer.run(order).receipt().flags())
                .containsExactly(Flags.OUTSIDE_FILES, Flags.TESTS_DELETED);
        assertThat(programmer.run(Orders.script(source, "true").order()).receipt().flags())
                .containsExactly(Flags.NO_CHANGE);
    }

    @Test
    void metricsAndHealthAreServed() throws Exception {
        programmer.run(Orders.script(source, "true").order());

        assertThat(programmer.call("GET", "/q/metrics").body())
                .contains(
                        "codefleet_programmer_slots{", "codefleet_programmer_attempt_seconds_count")
                .contains("codefleet_programmer_workspace_seconds_count");
        for (var kind : List.of("live", "ready", "started")) {
            assertThat(programmer.call("GET", "/q/health/" + kind).body()).contains("\"UP\"");
        }
        assertThat(programmer.call("GET", "/q/openapi").body())
                .contains("/v1/attempts/{id}/cancel");
    }

    private Order waiting() {
        return Orders.script(source, "echo ready; " + UNTIL_GO.formatted(temporary)).order();
    }

    private void go(AttemptId attempt) throws Exception {
        Files.createFile(temporary.resolve(attempt.job().toString()));
    }

    private Order meet(String mine, String other) {
        var script =
                "touch '%1$s/%2$s'; while ! test -e '%1$s/%3$s'; do sleep 0.02; done"
                        .formatted(temporary, mine, other);
        return Orders.script(source, script).order();
    }
}
