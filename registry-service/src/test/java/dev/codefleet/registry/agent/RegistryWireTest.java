package dev.codefleet.registry.agent;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contracttests.RegistryContract;
import dev.codefleet.support.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;

/** The registry's side of the wire that all services use. */
@QuarkusTest
class RegistryWireTest extends RegistryContract {
    @TestHTTPResource URI address;

    @Override
    protected Given given() {
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public void appears(AgentId id, Registration registration, Heartbeat beat) {
                saying(registration).put("/v1/agents/" + id).then().statusCode(200);
                saying(beat).post("/v1/agents/" + id + "/heartbeat").then().statusCode(200);
            }

            @Override
            public void leaves(AgentId id) {
                RestAssured.given().delete("/v1/agents/" + id).then().statusCode(204);
            }
        };
    }

    private static RequestSpecification saying(Object body) {
        return RestAssured.given().contentType("application/json").body(Json.text(body));
    }
}
