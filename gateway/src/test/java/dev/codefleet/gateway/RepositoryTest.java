package dev.codefleet.gateway;

import static dev.codefleet.contracttests.Answers.reply;
import static dev.codefleet.gateway.GatewayClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contracttests.ManagerProblems;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RepositoryTest.Tight.class)
@WithTestResource(StandInRegistry.class)
class RepositoryTest {
    private static final int MAX_BYTES = 2_000_000;

    /** Limits that a test can reach; the one of submissions is the smaller one. */
    public static final class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "codefleet.gateway.max-repository-bytes", Integer.toString(MAX_BYTES),
                    "codefleet.gateway.max-spooled-repository-bytes", "1500000",
                    "codefleet.gateway.max-body-bytes", "100000");
        }
    }

    private static final String NAME = "ab".repeat(32);
    private static final String PATH = "/v1/repositories/" + NAME;

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private GatewayClient client;
    private final StandInManager first = new StandInManager("manager-1");
    private final StandInManager second = new StandInManager("manager-2");

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void anUploadReachesAManagerAsItIs() {
        first.does(exchange -> reply(exchange, 201));
        fleet.is(first.view());
        var content = bytes(1_000_000);

        assertThat(put(BodyPublishers.ofByteArray(content)).statusCode()).isEqualTo(201);

        var asked = first.asked().getFirst();
        assertThat(asked.method() + " " + asked.uri()).isEqualTo("PUT " + PATH);
        assertThat(asked.body()).isEqualTo(content);
    }

    @Test
    void aManagerThatIsUnavailableIsPassedOverWithTheWholeBody() {
        first.refuses(ManagerProblems.databaseAway());
        second.refuses(ManagerProblems.databaseAway());
        fleet.is(first.view(), second.view());
        var content = bytes(200_000);

        var refused = put(BodyPublishers.ofByteArray(content));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(first.asked().getFirst().body()).isEqualTo(content);
        assertThat(second.asked().getFirst().body()).isEqualTo(content);
    }

    @Test
    void withoutAManagerItSaysWhenToComeBack() {
        fleet.is();

        var refused = put(BodyPublishers.ofString("x"));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("NO_MANAGER");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void whatIsTooLargeIsRefusedByTheLimit() {
        fleet.is(first.view());

        var refused = put(BodyPublishers.ofByteArray(bytes(MAX_BYTES + 1)));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains(MAX_BYTES + " bytes");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void roomIsBoundedAndGivenBack() {
        first.does(exchange -> reply(exchange, 201));
        fleet.is(first.view());
        for (var i = 0; i < 3; i++) {
            assertThat(put(BodyPublishers.ofByteArray(bytes(600_000))).statusCode()).isEqualTo(201);
        }

        var refused = put(BodyPublishers.ofByteArray(bytes(1_600_000)));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void submissionsKeepTheirOwnLimit() {
        fleet.is(first.view());

        var refused = client.submit("{\"plan\":\"" + "x".repeat(100_001) + "\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("100000 bytes");
    }

    @Test
    void whetherItIsThereIsAskedOfAManager() {
        first.does(exchange -> reply(exchange, 404));
        fleet.is(first.view());

        assertThat(head(PATH).statusCode()).isEqualTo(404);
        first.does(exchange -> reply(exchange, 200));
        assertThat(head(PATH).statusCode()).isEqualTo(200);
        assertThat(first.asked().getFirst().method()).isEqualTo("HEAD");
    }

    @Test
    void aStrangeNameGoesNoFurther() {
        fleet.is(first.view());

        assertThat(head("/v1/repositories/nonsense").statusCode()).isEqualTo(400);
        assertThat(first.asked()).isEmpty();
    }

    private HttpResponse<String> put(BodyPublisher body) {
        return client.send(client.to(PATH).expectContinue(true).PUT(body).build());
    }

    private HttpResponse<String> head(String path) {
        return client.send(client.to(path).HEAD().build());
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
