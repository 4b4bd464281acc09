package dev.codefleet.gateway;

import static dev.codefleet.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class ApiDocumentTest {
    @TestHTTPResource("/")
    URI url;

    private JsonNode document = MissingNode.getInstance();

    @BeforeEach
    void read() {
        document = json(new GatewayClient(url).get("/q/openapi?format=json"));
    }

    @Test
    void everyOperationIsDescribed() {
        var operations = new ArrayList<String>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                operations.add(method.getKey() + " " + path.getKey());
                assertThat(method.getValue().path("summary").asText())
                        .as(operations.getLast())
                        .isNotBlank();
                assertThat(method.getValue().path("responses").has("204"))
                        .as(operations.getLast())
                        .isEqualTo(method.getKey().equals("delete"));
            }
        }
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "post /v1/jobs",
                        "get /v1/jobs",
                        "get /v1/jobs/{id}",
                        "delete /v1/jobs/{id}",
                        "get /v1/jobs/{id}/subtasks",
                        "get /v1/jobs/{id}/subtasks/{key}/log",
                        "get /v1/jobs/{id}/subtasks/{key}/log.gz",
                        "get /v1/jobs/{id}/events",
                        "get /v1/jobs/{id}/receipts",
                        "get /v1/jobs/{id}/attestations",
                        "get /v1/jobs/{id}/result.patch",
                        "get /v1/jobs/{id}/result.bundle",
                        "post /v1/jobs/{id}/cancel",
                        "post /v1/jobs/{id}/resume",
                        "put /v1/repositories/{sha256}",
                        "head /v1/repositories/{sha256}",
                        "get /v1/fleet",
                        "get /v1/fleet/demand",
                        "get /v1/disk",
                        "get /v1/plan.schema.json");
    }

    @Test
    void everyReferenceInItLeadsSomewhere() {
        var broken = new ArrayList<String>();
        for (var reference : document.findValuesAsText("$ref")) {
            if (document.at(reference.substring(1)).isMissingNode()) {
                broken.add(reference);
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void recordsAreDescribedAsTheyAreWritten() {
        var job = document.at("/components/schemas/JobView/properties");

        assertThat(List.of("max_workers", "created_at", "makespan_ms"))
                .allSatisfy(name -> assertThat(job.has(name)).as(name).isTrue());
        assertThat(document.at("/components/schemas/JobId/type").asText()).isEqualTo("string");
    }
}
