package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.file.Files;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Endpoint of a job's result, as a patch or a bundle. */
@Path("/v1/jobs/{id}")
@RunOnVirtualThread
class ResultResource {
    private final JobResults results;
    private final JobLookup known;

    ResultResource(JobResults results, JobLookup known) {
        this.results = results;
        this.known = known;
    }

    @GET
    @Path("result.patch")
    @Produces("text/x-patch")
    public Response patch(
            @PathParam("id") String id,
            @QueryParam("partial") boolean isPartial,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.existing(id, caller);
        return response(job, results.patch(job, isPartial));
    }

    @GET
    @Path("result.bundle")
    @Produces("application/x-git-bundle")
    public Response bundle(
            @PathParam("id") String id,
            @QueryParam("partial") boolean isPartial,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.existing(id, caller);
        return response(job, results.bundle(job, isPartial));
    }

    private static Response response(JobId job, JobResults.Made made) {
        return switch (made) {
            case JobResults.Made.File file -> Response.ok(content(file.path())).build();
            case JobResults.Made.Deleted deleted -> throw JobLookup.missing(job);
            case JobResults.Made.NotReady notReady ->
                    throw new ProblemException(
                            Problem.of(
                                    409, "Result not ready", "RESULT_NOT_READY", notReady.why()));
            case JobResults.Made.Never never ->
                    throw new ProblemException(
                            Problem.of(404, "No result", "NO_RESULT", never.why()));
            case JobResults.Made.Failed failed ->
                    throw new ProblemException(
                            Problem.of(
                                    502,
                                    "Repository not available",
                                    "REPOSITORY_NOT_AVAILABLE",
                                    failed.failure().message()));
        };
    }

    private static StreamingOutput content(java.nio.file.Path file) {
        return output -> {
            try {
                Files.copy(file, output);
            } finally {
                Files.deleteIfExists(file);
            }
        };
    }
}
