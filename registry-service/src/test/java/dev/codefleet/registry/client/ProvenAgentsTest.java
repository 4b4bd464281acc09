package dev.codefleet.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.identity.KeyFile;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.registry.membership.Examples;
import dev.codefleet.registryclient.AgentEnrolment;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.WatchedDirectory;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.support.Json;
import dev.codefleet.support.TcpPorts;
import dev.codefleet.web.Ticker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry with enrolment keys: an id belongs to its key. */
@QuarkusTest
@TestProfile(ProvenAgentsTest.WithKeys.class)
@Timeout(30)
class ProvenAgentsTest {
    @Inject Vertx vertx;
    @Inject Ticker ticker;
    @Inject RandomGenerator random;
    @Inject InstantSource clock;

    @ConfigProperty(name = "codefleet.url")
    String address;

    /** Enrolment keys as PEM: this class and its profile may be loaded twice. */
    @ConfigProperty(name = "test.programmers")
    String programmers;

    @ConfigProperty(name = "test.managers")
    String managers;

    @TempDir private Path directory;
    private final List<Announcer> announcers = new ArrayList<>();
    private WatchedDirectory view;

    /** A registry that takes programmers and managers, and knows its own address. */
    public static class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var programmers = SigningKeys.make();
            var managers = SigningKeys.make();
            try {
                var port = TcpPorts.findFree();
                return Map.of(
                        "quarkus.http.test-port",
                        Integer.toString(port),
                        "codefleet.url",
                        "http://127.0.0.1:" + port,
                        "codefleet.enrolment-keys",
                        EnrolmentKeys.line(AgentKind.PROGRAMMER, programmers.getPublic())
                                + "\n"
                                + EnrolmentKeys.line(AgentKind.MANAGER, managers.getPublic()),
                        "test.programmers",
                        pem(programmers),
                        "test.managers",
                        pem(managers));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String pem(KeyPair pair) {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----";
        }
    }

    @BeforeEach
    void watch() {
        view = new WatchedDirectory(List.of(address), vertx, random);
    }

    @AfterEach
    void stop() throws Exception {
        for (var announcer : announcers) {
            announcer.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
        view.close();
    }

    @Test
    void anEnrolledAgentRegistersBeatsAndLeaves() throws Exception {
        var announcer = announce("p-1", clock);
        await(seen -> hasBeaten(seen, "p-1"));

        announcer.leave().toCompletableFuture().get(5, TimeUnit.SECONDS);

        await(seen -> seen.find(new AgentId("p-1")).isEmpty());
    }

    @Test
    void anAgentWhoseClockIsMinutesOffIsTakenToo() throws Exception {
        for (var off : List.of(Duration.ofMinutes(7), Duration.ofMinutes(-7))) {
            var id = off.isNegative() ? "p-late" : "p-early";
            announce(id, InstantSource.offset(clock, off));
            await(seen -> hasBeaten(seen, id));
        }
    }

    @Test
    void whoHasNoKeysRegistersAsNobody() {
        register("p-2", 1, RestAssured.given()).statusCode(401).body("code", equalTo("NO_TOKEN"));
        RestAssured.get("/v1/agents/p-2").then().statusCode(404);
    }

    @Test
    void theKeyOfAnotherKindLetsNobodyIn() {
        var manager = credentials("p-3", SigningKeys.make(), managers);

        register("p-3", 1, shown(manager)).statusCode(403).body("code", equalTo("NOT_ENROLLED"));
    }

    @Test
    void anIdIsNotTakenOverWithAnotherKeyWhateverIncarnationItNames() {
        var real = credentials("p-4", SigningKeys.make(), programmers);
        register("p-4", 1, shown(real)).statusCode(200);
        var thief = credentials("p-4", SigningKeys.make(), programmers);

        register("p-4", 99, shown(thief)).statusCode(409).body("code", equalTo("ID_TAKEN"));
        beat("p-4", 99, shown(thief)).statusCode(401).body("code", equalTo("BAD_TOKEN"));
        shown(thief)
                .delete("/v1/agents/p-4")
                .then()
                .statusCode(401)
                .body("code", equalTo("BAD_TOKEN"));
        RestAssured.delete("/v1/agents/p-4")
                .then()
                .statusCode(401)
                .body("code", equalTo("NO_TOKEN"));

        beat("p-4", 1, shown(real)).statusCode(200);
    }

    @Test
    void theNextLifeOfAnAgentHasItsKeyAndReplacesIt() {
        var agent = credentials("p-5", SigningKeys.make(), programmers);
        register("p-5", 1, shown(agent)).statusCode(200);

        register("p-5", 2, shown(agent)).statusCode(200);

        beat("p-5", 1, shown(agent)).statusCode(410).body("code", equalTo("SUPERSEDED"));
        beat("p-5", 2, shown(agent)).statusCode(200);
    }

    @Test
    void aTokenThatAnotherReplicaWasGivenIsRefused() {
        var agent = credentials("p-6", SigningKeys.make(), programmers);
        var replayed = agent.tokensFor("http://127.0.0.1:1").at(clock.instant());

        register("p-6", 1, shown(agent, replayed))
                .statusCode(401)
                .body("code", equalTo("WRONG_AUDIENCE"));
    }

    @Test
    void aTokenOfAnotherTimeIsAnsweredWithThePresentOne() {
        var agent = credentials("p-7", SigningKeys.make(), programmers);
        var old = agent.tokensFor(address).at(clock.instant().minusSeconds(61));

        register("p-7", 1, shown(agent, old))
                .statusCode(401)
                .body("code", equalTo("TOKEN_OUT_OF_TIME"))
                .header("Date", notNullValue());
    }

    @Test
    void aRegistryThatForgotTakesTheAgentAgainByItsProof() throws Exception {
        var announcer = announce("p-8", clock);
        await(seen -> hasBeaten(seen, "p-8"));
        var pair = KeyFile.readOrMake(directory.resolve("p-8.key"));
        shown(credentials("p-8", pair, programmers))
                .delete("/v1/agents/p-8")
                .then()
                .statusCode(204);
        await(seen -> seen.find(new AgentId("p-8")).isEmpty());

        announcer.beatNow();

        await(seen -> hasBeaten(seen, "p-8"));
    }

    private Announcer announce(String id, InstantSource agentsClock) {
        var enrolment =
                AgentEnrolment.of(
                        new AgentName(AgentKind.PROGRAMMER, new AgentId(id)),
                        SigningKeys.privateKey(programmers),
                        directory,
                        agentsClock);
        var announcer = new Announcer(List.of(address), vertx, ticker, random, enrolment);
        announcers.add(announcer);
        announcer.start(new Worker(id, 1));
        return announcer;
    }

    private static AgentCredentials credentials(String id, KeyPair pair, String enrolmentKey) {
        var name = new AgentName(AgentKind.PROGRAMMER, new AgentId(id));
        return AgentCredentials.enrol(name, pair, SigningKeys.privateKey(enrolmentKey));
    }

    private RequestSpecification shown(AgentCredentials agent) {
        return shown(agent, agent.tokensFor(address).at(clock.instant()));
    }

    private static RequestSpecification shown(AgentCredentials agent, String token) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .header(AgentCredentials.ENROLMENT_HEADER, agent.enrolment());
    }

    private static ValidatableResponse register(
            String id, long incarnation, RequestSpecification request) {
        return request.contentType("application/json")
                .body(Json.text(Examples.registration(incarnation)))
                .put("/v1/agents/" + id)
                .then();
    }

    private static ValidatableResponse beat(
            String id, long incarnation, RequestSpecification request) {
        return request.contentType("application/json")
                .body(Json.text(Examples.beat(incarnation, 1)))
                .post("/v1/agents/" + id + "/heartbeat")
                .then();
    }

    private static boolean hasBeaten(Directory.Snapshot seen, String id) {
        return seen.find(new AgentId(id)).filter(agent -> agent.heartbeat() != null).isPresent();
    }

    private void await(Predicate<Directory.Snapshot> condition) throws Exception {
        var met = new CompletableFuture<Boolean>();
        view.onChange(seen -> {
            if (condition.test(seen)) {
                met.complete(true);
            }
        });
        assertThat(met.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
