package dev.codefleet.gateway.job;

import dev.codefleet.contract.job.DiskView;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.manager.Forwarder;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Endpoint about the sizes of the database's tables, as a manager tells them. */
@Path("/v1/disk")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "fleet")
class PublicDiskResource {
    private final Forwarder forwarder;

    PublicDiskResource(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    @GET
    @Operation(
            operationId = "getDisk",
            summary = "Read what the database holds",
            description =
                    "Bytes and rows by table, the largest first. What agents keep on their own disks"
                            + " is in their metrics.")
    @APIResponse(
            responseCode = "200",
            description = "All tables.",
            content = @Content(schema = @Schema(implementation = DiskView.class)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> disk(@Context RoutingContext client) {
        return forwarder.call(client, "/v1/disk");
    }
}
