package dev.codefleet.gateway.job;

import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayApi;
import dev.codefleet.gateway.access.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Endpoint for submitting jobs. */
@Path("/v1/jobs")
@Tag(name = "jobs")
class SubmitResource {
    private static final String EXAMPLE =
            """
            {"repository": "https://git.example.org/team/app.git",
             "ref": "main",
             "max_workers": 4,
             "plan": {"version": 1, "title": "Greet",
                      "subtasks": [
                        {"key": "greet", "title": "Greet the world",
                         "executor": {"kind": "command", "run": "echo hello > greeting.txt"},
                         "checks": ["test -s greeting.txt"]}]}}\
            """;

    private final Submissions submissions;

    SubmitResource(Submissions submissions) {
        this.submissions = submissions;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submitJob",
            summary = "Submit a job",
            description =
                    "Once this answers 202 the job is safe: it survives the loss of any process. Sent"
                            + " again with the same key and body, white space aside, it answers the same"
                            + " job. `repository` must"
                            + " be said unless all executors are `none`: null asks for a job without"
                            + " files. The plan's own schema is at `/v1/plan.schema.json`.")
    @Parameter(
            name = IdempotencyKey.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "Makes a repeated submission the same job. Without it, a submission whose answer got"
                            + " lost cannot be repeated safely.",
            schema = @Schema(type = SchemaType.STRING, pattern = "[A-Za-z0-9._:-]{1,128}"))
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = JobRequest.class),
                            examples = @ExampleObject(name = "one subtask", value = EXAMPLE)))
    @APIResponse(
            responseCode = "202",
            description = "The job is accepted.",
            headers = {
                @Header(
                        name = "Location",
                        description = "Path of the job.",
                        schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = "Idempotent-Replay",
                        description = "`true` if the key had made this job before.",
                        schema = @Schema(type = SchemaType.BOOLEAN))
            },
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "400", ref = GatewayApi.BAD_REQUEST)
    @APIResponse(responseCode = "408", ref = GatewayApi.BODY_TIMEOUT)
    @APIResponse(responseCode = "409", ref = GatewayApi.KEY_REUSED)
    @APIResponse(responseCode = "413", ref = GatewayApi.TOO_LARGE)
    @APIResponse(responseCode = "415", ref = GatewayApi.UNSUPPORTED_MEDIA_TYPE)
    @APIResponse(
            responseCode = "422",
            description =
                    "The repository is named by the checksum of an upload that is not here"
                            + " (`REPOSITORY_NOT_UPLOADED`).",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", ref = GatewayApi.UNAVAILABLE)
    public Uni<@Nullable Void> submit(@Context RoutingContext client) {
        return submissions.submit(client);
    }
}
