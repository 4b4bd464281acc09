package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When attempts are forgotten, and what their orders do afterwards. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class AcknowledgementTest {
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
    void anAcknowledgedReportIsForgotten() throws Exception {
        var order = Orders.script(origin.source(), "echo x > x").order();
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
    void aRunningAttemptCannotBeAcknowledged() throws Exception {
        var order = origin.waiting();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");

            var refused = programmer.call("DELETE", "/v1/attempts/" + order.attempt());

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("STILL_RUNNING");
            origin.go(order.attempt());
            stream.report();
        }
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
}
