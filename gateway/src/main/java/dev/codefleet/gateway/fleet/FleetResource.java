package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.fleet.view.FleetTree;
import dev.codefleet.registryclient.view.Directory;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Endpoints about the fleet: its agents, and the demand for programmers. */
@Path("/v1/fleet")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "fleet")
class FleetResource {
    private static final String DEMAND_EXAMPLE =
            """
            {"wanted_slots": 18,
             "lanes": [{"lane": "code", "ready_subtasks": 12, "running_subtasks": 6,
                        "wanted_slots": 18, "slots": 6, "free_slots": 0}]}\
            """;

    private final Directory directory;
    private final Registries registries;
    private final FleetDemand demand;

    FleetResource(Directory directory, Registries registries, FleetDemand demand) {
        this.directory = directory;
        this.registries = registries;
        this.demand = demand;
    }

    @GET
    @Operation(
            operationId = "getFleet",
            summary = "Read the fleet",
            description =
                    "Gateways, managers with their jobs, registries, and programmers with their"
                            + " attempts, as their heartbeats and health checks tell.")
    @APIResponse(
            responseCode = "200",
            description = "All members.",
            content = @Content(schema = @Schema(implementation = FleetView.class)))
    public Uni<FleetView> fleet() {
        return uni(
                registries
                        .members()
                        .map(members -> FleetTree.of(directory.current().agents(), members)));
    }

    @GET
    @Path("/demand")
    @Operation(
            operationId = "getDemand",
            summary = "Read the demand by lane",
            description =
                    "For autoscalers. wanted_slots would run everything at once, ready and running."
                            + " A programmer of several lanes counts in each.")
    @APIResponse(
            responseCode = "200",
            description = "Every lane, also those with nothing to do.",
            content =
                    @Content(
                            schema = @Schema(implementation = Demand.class),
                            examples = @ExampleObject(name = "busy", value = DEMAND_EXAMPLE)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<Demand> demand() {
        return uni(demand.now());
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom()
                .emitter(emitter -> future.onSuccess(emitter::complete).onFailure(emitter::fail));
    }
}
