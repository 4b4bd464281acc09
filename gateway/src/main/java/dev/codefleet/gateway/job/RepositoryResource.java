package dev.codefleet.gateway.job;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.access.StreamLimit;
import dev.codefleet.gateway.manager.Forwarder;
import dev.codefleet.support.Sha256;
import dev.codefleet.web.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Endpoints for uploading repositories that a manager cannot reach by an address. */
@Path("/v1/repositories/{sha256}")
@Tag(name = "jobs")
class RepositoryResource {
    private static final String SHA256 = "SHA-256 of the bundle: 64 lower-case hex digits.";

    private final RepositoryUploads uploads;
    private final Forwarder forwarder;
    private final StreamLimit limit;

    RepositoryResource(RepositoryUploads uploads, Forwarder forwarder, StreamLimit limit) {
        this.uploads = uploads;
        this.forwarder = forwarder;
        this.limit = limit;
    }

    @PUT
    @Consumes("*/*")
    @Operation(
            operationId = "uploadRepository",
            summary = "Upload a repository as a git bundle",
            description =
                    "A job then names it as `bundle:<sha256>`. The bundle must bring all that it builds"
                            + " on, as `git bundle create FILE --all` makes it. Sent again, it is the"
                            + " same one.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "201", description = "It is safe now.")
    @APIResponse(responseCode = "200", description = "It was here before.")
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "408", ref = GatewayApi.BODY_TIMEOUT)
    @APIResponse(responseCode = "413", ref = GatewayApi.TOO_LARGE)
    @APIResponse(
            responseCode = "422",
            description =
                    "Its checksum is another one (`WRONG_CHECKSUM`), or it is no bundle of a whole"
                            + " repository (`NO_REPOSITORY_BUNDLE`).",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    @APIResponse(
            responseCode = "507",
            description = "All space for repositories is taken (`REPOSITORIES_FULL`).",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    public Uni<@Nullable Void> upload(
            @Context RoutingContext client,
            @Parameter(description = SHA256) @PathParam("sha256") String sha256) {
        var path = path(sha256);
        return limit.count(() -> uploads.take(client, path));
    }

    @HEAD
    @Operation(
            operationId = "hasRepository",
            summary = "Ask whether a repository was uploaded",
            description = "One that is asked for stays as long as one that was just uploaded.")
    @APIResponse(responseCode = "200", description = "It is here.")
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", description = "It is not.")
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> has(
            @Context RoutingContext client,
            @Parameter(description = SHA256) @PathParam("sha256") String sha256) {
        return forwarder.call(client, path(sha256));
    }

    private static String path(String sha256) {
        if (!Sha256.isSum(sha256)) {
            throw new ProblemException(
                    Problem.of(400, "Not a checksum", "INVALID_CHECKSUM", SHA256));
        }
        return "/v1/repositories/" + sha256;
    }
}
