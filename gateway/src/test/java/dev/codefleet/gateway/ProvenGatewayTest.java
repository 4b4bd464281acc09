package dev.codefleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.Answers;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.CallVerifier;
import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.identity.KeyFile;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A gateway with an enrolment key, whose clock is five minutes late, says to managers who it is.
 */
@QuarkusTest
@TestProfile(ProvenGatewayTest.WithKey.class)
@WithTestResource(StandInRegistry.class)
class ProvenGatewayTest {
    private static final Problem NO_GATEWAY =
            Problem.of(401, "Unauthorized", "BAD_TOKEN", "You are no gateway.");

    @TestHTTPResource("/")
    URI url;

    @ConfigProperty(name = "test.enrolment", defaultValue = "none")
    Path enrolmentKey;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager manager = new StandInManager("manager-1");

    /** Such a gateway. */
    public static final class WithKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                var directory = Files.createTempDirectory("codefleet-gateway-identity");
                var file = directory.resolve("enrolment.key");
                KeyFile.readOrMake(file);
                return Map.of(
                        "codefleet.id", "gateway-1",
                        "codefleet.enrolment-key", Files.readString(file),
                        "codefleet.identity-directory", directory.toString(),
                        "test.enrolment", file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(LateClock.class);
        }
    }

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
        fleet.is(manager.view());
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    /** The first is refused, for the clocks differ, and goes again. */
    @Test
    void everyCallIsProvenToThatManagerAloneWhateverTheClockSays() throws IOException {
        manager.does(exchange -> {
            if (verdict("manager/manager-1") instanceof CallVerifier.Proven) {
                Answers.reply(exchange, 200, "{}");
            } else {
                Answers.refuse(exchange, NO_GATEWAY);
            }
        });

        assertThat(client.get("/v1/jobs/job1").statusCode()).isEqualTo(200);
        assertThat(verdict("manager/manager-2"))
                .isInstanceOfSatisfying(
                        CallVerifier.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("WRONG_AUDIENCE"));
    }

    /** A client that reads 401 would look for a fault in its own key. */
    @Test
    void thatAManagerDoesNotKnowTheGatewayIsNotTheClientsFault() {
        manager.refuses(NO_GATEWAY);

        assertThat(client.get("/v1/jobs/job1").statusCode()).isEqualTo(503);
    }

    /** Of the newest call that reached the manager. */
    private CallVerifier.Verdict verdict(String callee) throws IOException {
        var key = KeyFile.readOrMake(enrolmentKey).getPublic();
        var asked = manager.asked().getLast();
        return new CallVerifier(
                        EnrolmentKeys.parse(EnrolmentKeys.line(AgentKind.GATEWAY, key)), callee, 10)
                .anybody(
                        asked.header("Authorization"),
                        asked.header(AgentCredentials.ENROLMENT_HEADER),
                        Instant.now());
    }

    /** The stand-in tells the real time in each answer. */
    @Alternative
    @Singleton
    public static class LateClock implements InstantSource {
        @Override
        public Instant instant() {
            return Instant.now().minusSeconds(300);
        }
    }
}
