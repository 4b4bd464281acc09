package dev.codefleet.gateway.job;

import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.ResumeRequest;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.manager.Forwarder;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Endpoints about jobs whose answers are JSON. The query goes to the manager as it is. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "jobs")
class PublicJobResource {
    private final Forwarder forwarder;
    private final Submissions submissions;

    PublicJobResource(Forwarder forwarder, Submissions submissions) {
        this.forwarder = forwarder;
        this.submissions = submissions;
    }

    @GET
    @Operation(
            operationId = "listJobs",
            summary = "List jobs, the newest first",
            description = "All jobs, or those in one state, page by page.")
    @Parameter(
            name = "state",
            in = ParameterIn.QUERY,
            description = "Only jobs in this state.",
            schema = @Schema(implementation = JobState.class))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = GatewayApi.LIMIT,
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = GatewayApi.CURSOR,
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page of jobs.",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(
                                                        name = "items",
                                                        type = SchemaType.ARRAY,
                                                        implementation = JobView.class),
                                                @SchemaProperty(
                                                        name = "next_cursor",
                                                        type = SchemaType.STRING)
                                            })))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> list(@Context RoutingContext client) {
        return forwarder.call(client, "/v1/jobs");
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getJob",
            summary = "Read a job",
            description = "Its state, the counts of its subtasks by theirs, and its times.")
    @APIResponse(
            responseCode = "200",
            description = "The job.",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> get(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, ""));
    }

    @GET
    @Path("/{id}/subtasks")
    @Operation(
            operationId = "listSubtasks",
            summary = "List a job's subtasks, in plan order",
            description = "Each with its state, its attempts and why it failed, page by page.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = GatewayApi.LIMIT,
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = GatewayApi.CURSOR,
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page of subtasks.",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(
                                                        name = "items",
                                                        type = SchemaType.ARRAY,
                                                        implementation = SubtaskView.class),
                                                @SchemaProperty(
                                                        name = "next_cursor",
                                                        type = SchemaType.STRING)
                                            })))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> subtasks(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, "/subtasks"));
    }

    @GET
    @Path("/{id}/receipts")
    @Operation(
            operationId = "listReceipts",
            summary = "List the accounts of a job's attempts",
            description = "Who did what, in how many iterations, with which changes and checks.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = GatewayApi.LIMIT,
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = GatewayApi.CURSOR,
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page of receipts.",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(
                                                        name = "items",
                                                        type = SchemaType.ARRAY,
                                                        implementation = Receipt.class),
                                                @SchemaProperty(
                                                        name = "next_cursor",
                                                        type = SchemaType.STRING)
                                            })))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> receipts(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, "/receipts"));
    }

    @GET
    @Path("/{id}/attestations")
    @Operation(
            operationId = "listAttestations",
            summary = "List what was signed of a job",
            description =
                    "Receipts as in-toto statements in DSSE envelopes, each signed by the programmer that made it, page by page. None where agents have no keys.")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = GatewayApi.LIMIT,
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = GatewayApi.CURSOR,
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page of envelopes.",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(
                                                        name = "items",
                                                        type = SchemaType.ARRAY,
                                                        implementation = Attestation.class),
                                                @SchemaProperty(
                                                        name = "next_cursor",
                                                        type = SchemaType.STRING)
                                            })))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> attestations(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, "/attestations"));
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job",
            description =
                    "Running attempts are stopped within a second. Cancelling a job again changes"
                            + " nothing.")
    @APIResponse(
            responseCode = "202",
            description = "The job as it is now.",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(
            responseCode = "409",
            description = "The job has succeeded or failed before (`JOB_ENDED`).",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> cancel(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, "/cancel"));
    }

    @POST
    @Path("/{id}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resumeJob",
            summary = "Resume a job that failed or was cancelled",
            description =
                    "What has succeeded in it is kept, and only the rest runs again, on request by a"
                            + " corrected plan. Resuming a job that has not ended changes nothing.")
    @RequestBody(
            required = false,
            description =
                    "Nothing for the plan that the job has; or all of a corrected plan, in which what"
                            + " has succeeded is as it was.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ResumeRequest.class)))
    @APIResponse(
            responseCode = "202",
            description = "The job as it is now.",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(
            responseCode = "409",
            description =
                    "The job has succeeded, or is being cancelled; or there is a plan, and the job has"
                            + " not ended (`JOB_NOT_ENDED`) or the plan changes what has succeeded"
                            + " (`PLAN_CHANGES_RESULTS`, with all such fields in `errors`).",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "408", ref = GatewayApi.BODY_TIMEOUT)
    @APIResponse(responseCode = "413", ref = GatewayApi.TOO_LARGE)
    @APIResponse(responseCode = "415", ref = GatewayApi.UNSUPPORTED_MEDIA_TYPE)
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> resume(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return submissions.resume(client, JobPath.of(id, "/resume"));
    }

    @DELETE
    @Path("/{id}")
    // Its only content is a problem, so that is all that generated clients accept.
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "deleteJob",
            summary = "Delete a job that has ended",
            description =
                    "With its subtasks, attempts, logs, messages and result; its idempotency key"
                            + " may be used again. It is gone at once for everybody, and its space"
                            + " is freed bit by bit afterwards.")
    @APIResponse(responseCode = "204", description = "The job is deleted.")
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "404", ref = GatewayApi.NOT_FOUND)
    @APIResponse(
            responseCode = "409",
            description = "The job has not ended.",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> delete(
            @Context RoutingContext client,
            @Parameter(description = GatewayApi.JOB_ID) @PathParam("id") String id) {
        return forwarder.call(client, JobPath.of(id, ""));
    }
}
