package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What else a programmer answers to. */
@QuarkusTest
@TestProfile(Profiles.Unconfined.class)
class AttemptResourceTest {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
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
    void everyMetricSaysWhatItIsAndNoneIsNaN() throws Exception {
        var metrics = programmer.call("GET", "/q/metrics").body();

        assertThat(metrics.lines().filter(line -> line.startsWith("# HELP ")))
                .anyMatch(line -> line.startsWith("# HELP worker_pool_active "))
                .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
        assertThat(metrics.lines())
                .anyMatch(line -> line.startsWith("codefleet_build_info{"))
                .noneMatch(line -> line.endsWith("NaN"));
    }

    @Test
    void metricsAndHealthAreServed() throws Exception {
        programmer.run(Orders.script(origin.source(), "true").order());

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
}
