package dev.codefleet.manager.upload;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.upload.Uploads.Received;
import dev.codefleet.support.Sha256;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;

/** Endpoint to which repositories are uploaded. */
@Path("/v1/repositories/{sha256}")
@RunOnVirtualThread
class UploadResource {
    private final Uploads uploads;
    private final UploadStore store;

    UploadResource(Uploads uploads, UploadStore store) {
        this.uploads = uploads;
        this.store = store;
    }

    @PUT
    @Consumes("*/*")
    public Response upload(@PathParam("sha256") String sha256, InputStream body)
            throws IOException, SQLException {
        if (!Sha256.isSum(sha256)) {
            throw refusal(
                    400,
                    "Not a checksum",
                    "INVALID_CHECKSUM",
                    "A bundle is named by its SHA-256: 64 lower-case hex digits.");
        }
        return switch (uploads.receive(sha256, body)) {
            case Received.Stored() -> Response.status(201).build();
            case Received.AlreadyHere() -> Response.ok().build();
            case Received.WrongChecksum(var actual) ->
                    throw refusal(
                            422,
                            "Wrong checksum",
                            "WRONG_CHECKSUM",
                            "The body's SHA-256 is " + actual + ".");
            case Received.NoBundle(var why) ->
                    throw refusal(
                            422,
                            "No repository",
                            "NO_REPOSITORY_BUNDLE",
                            why
                                    + " A bundle of a whole repository is expected, as 'git bundle"
                                    + " create FILE --all' makes it.");
            case Received.TooLarge(var most) ->
                    throw new ProblemException(Problems.bodyTooLarge(most));
            case Received.NoSpace(var most) ->
                    throw refusal(
                            507,
                            "No space",
                            "REPOSITORIES_FULL",
                            "Uploaded repositories may take "
                                    + most
                                    + " bytes together, which are used up. The operator can raise"
                                    + " codefleet.manager.repositories-max-total-bytes; or give the"
                                    + " repository by its URL.");
        };
    }

    @HEAD
    public Response has(@PathParam("sha256") String sha256) throws SQLException {
        return Response.status(store.touch(sha256) ? 200 : 404).build();
    }

    private static ProblemException refusal(int status, String title, String code, String detail) {
        return new ProblemException(Problem.of(status, title, code, detail));
    }
}
