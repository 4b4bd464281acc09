package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests of the API that all other services call at registries. */
@Timeout(60)
public abstract class RegistryContract {
    private static final String AGENTS = "/v1/agents/";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Given given;
    private WireClient wire;

    /** What a suite cannot bring about over the wire. */
    public interface Given {
        URI address();

        /** Has an agent known that is alive and says of itself what the beat does. */
        void appears(AgentId id, Registration registration, Heartbeat beat) throws Exception;

        /** Has an agent gone. */
        void leaves(AgentId id) throws Exception;
    }

    protected abstract Given given();

    @BeforeEach
    void connect() {
        given = given();
        wire = new WireClient(given.address());
    }

    @Test
    void whoRegistersAndBeatsIsToldWhenToBeatNext() throws Exception {
        var agent = AGENTS + agent();

        for (var answer : List.of(register(agent, 3), register(agent, 3), beat(agent, 3, 1))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("next_interval_ms").asLong()).isPositive();
        }
    }

    @Test
    void aBeatThatIsOldNewsIsNoFault() throws Exception {
        var agent = AGENTS + agent();
        register(agent, 3);
        beat(agent, 3, 5);

        assertThat(beat(agent, 3, 4).status()).isEqualTo(200);
    }

    @Test
    void whoIsNotRegisteredIsToldToRegister() throws Exception {
        var agent = AGENTS + agent();
        beat(agent, 3, 1).refusal(404, "UNKNOWN_AGENT");
        register(agent, 3);

        beat(agent, 4, 1).refusal(404, "UNKNOWN_AGENT");
    }

    @Test
    void whoseNextLifeHasBegunIsToldToStop() throws Exception {
        var agent = AGENTS + agent();
        register(agent, 5);

        beat(agent, 4, 1).refusal(410, "SUPERSEDED");
        register(agent, 4).refusal(410, "SUPERSEDED");
        wire.call("DELETE", agent + "?incarnation=4").refusal(410, "SUPERSEDED");
        assertThat(beat(agent, 5, 1).status()).isEqualTo(200);
    }

    @Test
    void whoLeavesIsForgottenAndMayLeaveTwice() throws Exception {
        var agent = AGENTS + agent();
        register(agent, 3);

        for (var time = 1; time <= 2; time++) {
            var answer = wire.call("DELETE", agent + "?incarnation=3");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
        }
        beat(agent, 3, 1).refusal(404, "UNKNOWN_AGENT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[]", "{\"kind\": \"BOSS\"}"})
    void whatIsNoRegistrationOrBeatIsMalformed(String body) throws Exception {
        var agent = AGENTS + agent();
        wire.json("PUT", agent, body).refusal(400, "MALFORMED_JSON");
        register(agent, 1);

        wire.json("POST", agent + "/heartbeat", body.replace("kind", "state"))
                .refusal(400, "MALFORMED_JSON");
    }

    @Test
    void aStreamBeginsWithAllAgentsAndGoesOnWithWhatChanges() throws Exception {
        var id = agent();
        given.appears(id, registration(1), beat(1, 1, AgentState.IDLE));
        try (var stream = wire.stream(AGENTS + "events")) {
            var event = stream.next();
            assertThat(event).isNotNull();
            assertThat(event.name()).isEqualTo("snapshot");
            var snapshot = Json.mapper().readValue(event.data(), WatchEvent.Snapshot.class);
            assertThat(event.id()).isEqualTo(Long.toString(snapshot.revision()));
            assertThat(snapshot.agents())
                    .isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()))
                    .anySatisfy(view -> assertIs(view, id, AgentState.IDLE));

            given.appears(id, registration(1), beat(1, 2, AgentState.DRAINING));
            var change = delta(stream, snapshot.revision());
            while (change.changed().stream()
                    .noneMatch(
                            view -> view.id().equals(id) && view.state() == AgentState.DRAINING)) {
                change = delta(stream, change.revision());
            }
            assertThat(change.changed())
                    .anySatisfy(view -> assertIs(view, id, AgentState.DRAINING));

            given.leaves(id);
            var end = delta(stream, change.revision());
            while (!end.removed().contains(id)) {
                end = delta(stream, end.revision());
            }
            assertThat(end.changed()).noneMatch(view -> view.id().equals(id));
        }
    }

    /** What is null is left out, and times are told as numbers. */
    @Test
    void anAgentIsShownWithTheFieldsThatItHas() throws Exception {
        var id = agent();
        given.appears(id, registration(1), beat(1, 1, AgentState.EXECUTING));
        try (var stream = wire.stream(AGENTS + "events")) {
            var agents = Json.mapper().readTree(stream.await("snapshot").data()).get("agents");
            for (var agent : agents) {
                if (agent.get("id").asText().equals(id.value())) {
                    assertThat(agent.fieldNames())
                            .toIterable()
                            .containsExactlyInAnyOrder(
                                    "id",
                                    "registration",
                                    "state",
                                    "liveness",
                                    "heartbeat",
                                    "silent_ms",
                                    "revision");
                    assertThat(agent.get("registration").get("lanes").get(0).asText())
                            .isEqualTo("code");
                    assertThat(agent.get("heartbeat").get("free_slots").asInt()).isEqualTo(2);
                    return;
                }
            }
        }
        throw new AssertionError(id + " is not told of");
    }

    @Test
    void whoLivesSaysSo() throws Exception {
        var answer = wire.call("GET", "/q/health/live");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("status").asText()).isEqualTo("UP");
        assertThat(answer.json().get("checks").isArray()).isTrue();
    }

    private static void assertIs(AgentView view, AgentId id, AgentState state) {
        assertThat(view.id()).isEqualTo(id);
        assertThat(view.state()).isEqualTo(state);
        assertThat(view.liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(view.message()).isNull();
    }

    /** The next event, which tells of changes; the first may repeat what the snapshot held. */
    private static WatchEvent.Delta delta(WireClient.Stream stream, long after) throws IOException {
        var event = stream.next();
        assertThat(event).isNotNull().extracting(SseEvent::name).isEqualTo("delta");
        var delta = Json.mapper().readValue(event.data(), WatchEvent.Delta.class);
        assertThat(event.id()).isEqualTo(Long.toString(delta.revision()));
        assertThat(delta.revision()).isGreaterThanOrEqualTo(after);
        return delta;
    }

    private WireClient.Answer register(String agent, long incarnation) throws Exception {
        return wire.json("PUT", agent, Json.text(registration(incarnation)));
    }

    private WireClient.Answer beat(String agent, long incarnation, long seq) throws Exception {
        var beat = beat(incarnation, seq, AgentState.IDLE);
        return wire.json("POST", agent + "/heartbeat", Json.text(beat));
    }

    private static AgentId agent() {
        return new AgentId("wire-" + NAMES.incrementAndGet());
    }

    private static Registration registration(long incarnation) {
        return new Registration(
                AgentKind.PROGRAMMER,
                "http://127.0.0.1:6151",
                List.of(Lane.CODE),
                List.of(ExecutorKind.COMMAND),
                2,
                incarnation,
                Map.of(),
                "1.0");
    }

    private static Heartbeat beat(long incarnation, long seq, AgentState state) {
        return new Heartbeat(incarnation, seq, state, null, 2, List.of(), List.of());
    }
}
