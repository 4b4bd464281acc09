package dev.codefleet.gateway.job;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.access.StreamLimit;
import dev.codefleet.gateway.manager.Forwarder;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints about jobs whose answers may be long: events, logs, patches and bundles go to the
 * client piece by piece, as the manager sends them.
 */
@Path("/v1/jobs")
@Tag(name = "jobs")
class JobStreamResource {
    private static final String EVENT_EXAMPLE =
            """
            id: 7
            event: cmd
            data: {"seq": 7, "at": "2030-01-31T12:00:00Z", "type": "CMD", "from": "manager-6141",
            data:  "to": "programmer-6151", "body": {"what": "order", "subtask": "greet"}}\
            """;

    private final Forwarder forwarder;
    private final StreamLimit limit;

    JobStreamResource(Forwarder forwarder, StreamLimit limit) {
        this.forwarder = forwarder;
        this.limit = limit;
    }

    @GET
    @Path("/{id}/events")
    @Operation(
            operationId = "followJob",
            summary = "Follow a job's events",
            description =
                    "Server-sent events, at the reader's pace: what was said so far, then what is said,"
                            + " until the job's last event. The data of each is a `JobEvent` as JSON."
                            + " The last event of a stream is named `end`; its `body.complete` says"
                            + " whether that was all. If it is `false`, or a stream ends without that"
                            + " event, connect again with `Last-Event-ID`.")
    @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            description = "Only events after this one.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "follow",
            in = ParameterIn.QUERY,
            description = "`false` ends the stream after what was said so far.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
    @APIResponse(
            responseCode = "200",
            description = "Each event's id is its `seq`, its name its type in lower case.",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            // As a text without a format, generated clients read it as one JSON
                            // value.
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            format = "binary",
                                            contentMediaType = "application/json",
                                            contentSchema = JobEvent.class),
                            examples = @ExampleObject(name = "order", value = EVENT_EXAMPLE)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> events(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return stream(client, JobPath.of(id, "/events"));
    }

    @GET
    @Path("/{id}/subtasks/{key}/log")
    @Operation(
            operationId = "readLog",
            summary = "Read the log of a subtask",
            description =
                    "What an attempt printed; of more than 64 KiB the beginning and the end, with a"
                            + " mark between them.")
    @Parameter(
            name = "attempt",
            in = ParameterIn.QUERY,
            description = "Number of an attempt, from 1 on; the newest without it.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
    @Parameter(
            name = "follow",
            in = ParameterIn.QUERY,
            description = "`true` goes on until the attempt ends.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @APIResponse(
            responseCode = "200",
            description = "The log's text.",
            content =
                    @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> log(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id,
            @Parameter(description = "Key of the subtask in its plan.") @PathParam("key")
                    String key) {
        return stream(client, JobPath.of(id, key, "/log"));
    }

    @GET
    @Path("/{id}/subtasks/{key}/log.gz")
    @Operation(
            operationId = "getWholeLog",
            summary = "Fetch the whole log of a subtask",
            description =
                    "All that an attempt printed, byte by byte, as gzip, up to what a programmer"
                            + " keeps (16 MiB). Where that is not kept any more, it is what `/log`"
                            + " says.")
    @Parameter(
            name = "attempt",
            in = ParameterIn.QUERY,
            description = "Number of an attempt, from 1 on; the newest without it.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
    @APIResponse(
            responseCode = "200",
            description = "The log.",
            content =
                    @Content(
                            mediaType = "application/gzip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "409", description = "The attempt has not ended.")
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> wholeLog(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id,
            @Parameter(description = "Key of the subtask in its plan.") @PathParam("key")
                    String key) {
        return stream(client, JobPath.of(id, key, "/log.gz"));
    }

    @GET
    @Path("/{id}/result.patch")
    @Operation(
            operationId = "getPatch",
            summary = "Fetch the result as a patch",
            description = "What a succeeded job changed, from its base to its merged head.")
    @Parameter(
            name = "partial",
            in = ParameterIn.QUERY,
            description = "`true` gives what succeeded in a job that failed or was cancelled.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @APIResponse(
            responseCode = "200",
            description = "For `git apply`.",
            content =
                    @Content(
                            mediaType = "text/x-patch",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "409", ref = GatewayApi.NOT_READY)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> patch(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return stream(client, JobPath.of(id, "/result.patch"));
    }

    @GET
    @Path("/{id}/result.bundle")
    @Operation(
            operationId = "getBundle",
            summary = "Fetch the result as a git bundle",
            description =
                    "For `git fetch <file> codefleet/<job>`, in a repository that has the job's"
                            + " base commit.")
    @Parameter(
            name = "partial",
            in = ParameterIn.QUERY,
            description = "`true` gives what succeeded in a job that failed or was cancelled.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @APIResponse(
            responseCode = "200",
            description = "The bundle.",
            content =
                    @Content(
                            mediaType = "application/x-git-bundle",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "409", ref = GatewayApi.NOT_READY)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> bundle(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return stream(client, JobPath.of(id, "/result.bundle"));
    }

    private Uni<@Nullable Void> stream(RoutingContext client, String path) {
        return limit.count(() -> forwarder.stream(client, path));
    }
}
