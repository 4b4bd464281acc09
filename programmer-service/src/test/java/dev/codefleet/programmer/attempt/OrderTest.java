package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.plan.Executor;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which orders a programmer with two slots takes. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class OrderTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void anOrderForNothingIsReportedAtOnce() throws Exception {
        try (var stream = programmer.follow(Orders.nothing().order())) {
            var report = stream.report();

            assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(report.receipt().commits().base()).isNull();
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
        var order = origin.waiting("echo ran >> '%s'".formatted(witness));
        try (var first = programmer.follow(order);
                var second = programmer.follow(order)) {
            first.awaitLine("ready");
            origin.go(order.attempt());

            assertThat(second.report()).isEqualTo(first.report());
        }
        try (var afterwards = programmer.follow(order)) {
            assertThat(afterwards.report().state()).isEqualTo(AttemptState.SUCCEEDED);
        }
        assertThat(witness).hasContent("ran");
    }

    @Test
    void whenAllSlotsAreTakenAnOrderIsRefusedAndTheSameIdIsNot() throws Exception {
        var orders = List.of(origin.waiting(), origin.waiting());
        try (var first = programmer.follow(orders.get(0));
                var second = programmer.follow(orders.get(1))) {
            first.awaitLine("ready");
            second.awaitLine("ready");

            var refused = programmer.send(Orders.nothing().order());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(TestProgrammer.json(refused).get("code").asText()).isEqualTo("SLOTS_FULL");
            assertThat(programmer.send(orders.get(0)).statusCode()).isEqualTo(202);

            origin.go(orders.get(0).attempt());
            first.report();
            assertThat(programmer.send(Orders.nothing().order()).statusCode()).isEqualTo(202);
            origin.go(orders.get(1).attempt());
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
        var epoch = TestProgrammer.json(stale).get("epoch");
        assertThat(epoch.isIntegralNumber()).isTrue();
        var error = TestProgrammer.json(stale).get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo("epoch");
        assertThat(error.get("expected").asText())
                .as("for managers of the version before")
                .isEqualTo(epoch.asText());
        var present = order.epoch(epoch.asLong());
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
    void executorsThatAreNotHereAreNamedInTheRefusal() throws Exception {
        var order =
                Orders.nothing()
                        .with(origin.source())
                        .with(new Executor.Agent("codex", null))
                        .order();

        var refused = programmer.send(order);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("INVALID_ORDER", "executor.kind", "command or none");
    }

    @Test
    void anOrderThatIsTooLargeIsRefusedWithTheLimit() throws Exception {
        var response = programmer.post("/v1/attempts", " ".repeat(17 << 20));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("BODY_TOO_LARGE", "16777216");
    }

    private Order meet(String mine, String other) {
        var script =
                "touch '%1$s/%2$s'; while ! test -e '%1$s/%3$s'; do sleep 0.02; done"
                        .formatted(temporary, mine, other);
        return Orders.script(origin.source(), script).order();
    }
}
