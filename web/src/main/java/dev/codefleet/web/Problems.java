package dev.codefleet.web;

import dev.codefleet.contract.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The problems that any service may answer, each with its stable code. */
public final class Problems {
    /** The media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private Problems() {}

    /**
     * The body, which must be there.
     *
     * @throws ProblemException 400 MALFORMED_JSON if it is null, as it is for an empty request
     */
    public static <T> T requireBody(@Nullable T body) {
        if (body == null) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "Malformed JSON",
                            JsonProblems.CODE,
                            "The request has no body; a JSON object is expected."));
        }
        return body;
    }

    /** No such thing. */
    public static Problem notFound(String detail) {
        return Problem.of(404, "Not found", "NOT_FOUND", detail);
    }

    /** The body is larger than the service takes. */
    public static Problem bodyTooLarge(long maxBytes) {
        return Problem.of(
                413,
                "Body too large",
                "BODY_TOO_LARGE",
                "The request's body is larger than the limit of " + maxBytes + " bytes.");
    }

    /**
     * A bug of ours.
     *
     * @param id under which it was logged
     */
    static Problem internal(String id) {
        return Problem.of(
                500,
                "Internal error",
                "INTERNAL",
                "This is a fault of the service, logged there with the id " + id + ".");
    }

    /** What an HTTP status says by itself; for refusals by the framework. */
    public static Problem ofStatus(int status, String method, String path) {
        return switch (status) {
            case 400 ->
                    Problem.of(
                            400, "Bad request", "BAD_REQUEST", "The request cannot be understood.");
            case 401 ->
                    Problem.of(401, "Unauthorized", "UNAUTHORIZED", "Credentials are required.");
            case 403 -> Problem.of(403, "Forbidden", "FORBIDDEN", "This is not allowed to you.");
            case 404 -> notFound("There is nothing at " + path + ".");
            case 405 ->
                    Problem.of(
                            405,
                            "Method not allowed",
                            "METHOD_NOT_ALLOWED",
                            method + " is not possible at " + path + ".");
            case 406 ->
                    Problem.of(
                            406,
                            "Not acceptable",
                            "NOT_ACCEPTABLE",
                            "Nothing that the Accept header names can be answered at "
                                    + path
                                    + ".");
            case 415 ->
                    Problem.of(
                            415,
                            "Unsupported media type",
                            "UNSUPPORTED_MEDIA_TYPE",
                            "The request's Content-Type is not taken at "
                                    + path
                                    + "; application/json usually is.");
            case 503 ->
                    Problem.of(
                            503, "Unavailable", "UNAVAILABLE", "The service is busy; try again.");
            default ->
                    Problem.of(
                            status,
                            "Refused",
                            "HTTP_" + status,
                            "The request was refused with status " + status + ".");
        };
    }
}
