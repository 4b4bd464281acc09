package dev.codefleet.gateway;

import static dev.codefleet.gateway.GatewayClient.code;
import static dev.codefleet.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.problem.Problem;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class FleetTest {
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
    void theFleetIsShownAsTheRegistriesTellIt() {
        fleet.is(
                first.view(),
                Agents.programmer("p1", Liveness.ALIVE, AgentState.EXECUTING, 2, 1, Lane.CODE),
                Agents.programmer("p2", Liveness.LOST, AgentState.IDLE, 2, 2, Lane.CODE));

        var shown = json(client.get("/v1/fleet"));

        assertThat(shown.at("/managers/0/id").asText()).isEqualTo("manager-1");
        assertThat(shown.at("/managers/0/kind").asText()).isEqualTo("manager");
        assertThat(shown.at("/programmers/0/free_slots").asInt()).isEqualTo(1);
        assertThat(shown.at("/programmers/0/attempts/0").asText()).isEqualTo("job1.a.1");
        assertThat(shown.at("/programmers/1/state").asText()).isEqualTo("FAILED");
        assertThat(shown.at("/registries/0/liveness").asText()).isEqualTo("ALIVE");
    }

    @Test
    void demandIsTheSumOfAllManagers() {
        first.answers(200, demand(Lane.CODE, 3, 0));
        second.answers(200, demand(Lane.CODE, 4, 2));
        fleet.is(
                first.view(),
                second.view(),
                Agents.programmer("p1", Liveness.ALIVE, AgentState.EXECUTING, 2, 1, Lane.CODE));

        var all = json(client.get("/v1/fleet/demand"));
        var demand = all.at("/lanes/0");

        assertThat(demand.path("lane").asText()).isEqualTo("code");
        assertThat(demand.path("ready_subtasks").asInt()).isEqualTo(7);
        assertThat(demand.path("running_subtasks").asInt()).isEqualTo(2);
        assertThat(demand.path("wanted_slots").asInt()).isEqualTo(9);
        assertThat(demand.path("slots").asInt()).isEqualTo(2);
        assertThat(demand.path("free_slots").asInt()).isEqualTo(1);
        assertThat(all.path("wanted_slots").asInt()).isEqualTo(9);
    }

    @Test
    void demandIsAMetricToo() {
        first.answers(200, demand(Lane.DOCS, 31, 2));
        fleet.is(first.view());

        // A scrape tells what came of the scrape before.
        var metrics = client.get("/q/metrics").body();
        var deadline = Instant.now().plusSeconds(10);
        while (!metrics.contains("demand_wanted_slots{lane=\"docs\"} 33.0")
                && Instant.now().isBefore(deadline)) {
            metrics = client.get("/q/metrics").body();
        }
        // The answer may have come in the middle of that scrape.
        metrics = client.get("/q/metrics").body();

        assertThat(metrics)
                .contains("codefleet_gateway_demand_wanted_slots{lane=\"docs\"} 33.0")
                .contains("codefleet_gateway_demand_ready_subtasks{lane=\"docs\"} 31.0")
                .contains("codefleet_gateway_demand_wanted_slots{lane=\"code\"} 0.0");
    }

    @Test
    void everyMetricSaysWhatItIsAndNoneIsNaNButADemandThatIsNotKnown() {
        var metrics = client.get("/q/metrics").body();

        assertThat(metrics.lines().filter(line -> line.startsWith("# HELP ")))
                .anyMatch(line -> line.startsWith("# HELP worker_pool_active "))
                .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
        assertThat(metrics.lines())
                .filteredOn(line -> !line.startsWith("codefleet_gateway_demand_"))
                .anyMatch(line -> line.startsWith("codefleet_build_info{"))
                .noneMatch(line -> line.endsWith("NaN"));
    }

    @Test
    void aSumThatLacksAManagerIsNotToldAsTheDemand() {
        first.answers(200, new Demand(List.of()));
        second.refuses(Problem.of(500, "Internal error", "INTERNAL", "It is a fault."));
        fleet.is(first.view(), second.view());

        var refused = client.get("/v1/fleet/demand");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("DEMAND_UNKNOWN");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void theGatewayIsReadyAndRegistered() {
        fleet.is(first.view());

        var ready = client.get("/q/health/ready");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(fleet.registered()).contains("GATEWAY").contains("incarnation");
    }

    @Test
    void whatIsForwardedIsCounted() {
        fleet.is(first.view());
        client.get("/v1/jobs");

        assertThat(client.get("/q/metrics").body())
                .containsPattern("codefleet_gateway_forwarded_total\\{outcome=\"succeeded\"} [1-9]")
                .contains("codefleet_gateway_retries_total{reason=\"not_owner\"}")
                .contains("codefleet_gateway_open_streams 0");
    }

    @Test
    void thePlanSchemaIsPublished() {
        var schema = client.get("/v1/plan.schema.json");

        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(json(schema).path("$schema").asText()).contains("json-schema.org");
    }

    private static Demand demand(Lane lane, int ready, int running) {
        return new Demand(List.of(new Demand.LaneDemand(lane, ready, running, 0, 0)));
    }
}
