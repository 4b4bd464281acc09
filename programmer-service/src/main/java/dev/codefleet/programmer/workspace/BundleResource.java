package dev.codefleet.programmer.workspace;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.programmer.workspace.UploadedBundles.Upload;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Bundles that attempts start from. */
@Path("/v1/bundles")
class BundleResource {
    private final UploadedBundles bundles;

    BundleResource(UploadedBundles bundles) {
        this.bundles = bundles;
    }

    @PUT
    @Path("/{sha256}")
    @Consumes("*/*")
    @RunOnVirtualThread
    @Operation(summary = "Upload a bundle that attempts to come start from")
    public Response upload(@PathParam("sha256") String sha256, InputStream body)
            throws IOException {
        if (!UploadedBundles.isName(sha256)) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "Not a checksum",
                            "INVALID_CHECKSUM",
                            "A bundle is named by its SHA-256: 64 lower-case hex digits."));
        }
        return switch (bundles.take(sha256, body)) {
            case Upload.Stored() -> Response.status(201).build();
            case Upload.AlreadyHere() -> Response.ok().build();
            case Upload.WrongChecksum(var actual) ->
                    throw new ProblemException(
                            Problem.of(
                                    422,
                                    "Wrong checksum",
                                    "WRONG_CHECKSUM",
                                    "The body's SHA-256 is " + actual + "."));
            case Upload.TooLarge(var most) ->
                    throw new ProblemException(Problems.bodyTooLarge(most));
            case Upload.NoSpace(var most) ->
                    throw new ProblemException(
                            Problem.of(
                                    507,
                                    "No space",
                                    "BUNDLES_FULL",
                                    "Bundles in use take all of " + most + " bytes."));
        };
    }

    @HEAD
    @Path("/{sha256}")
    @RunOnVirtualThread
    @Operation(summary = "Whether a bundle is here")
    public Response has(@PathParam("sha256") String sha256) {
        var size = bundles.size(sha256);
        return size.isPresent()
                ? Response.ok().header(HttpHeaders.CONTENT_LENGTH, size.getAsLong()).build()
                : Response.status(404).build();
    }
}
