package dev.codefleet.contracttests;

import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import java.util.List;

/**
 * The refusals of a gateway's own, word for word: {@link GatewayContract} holds the service to
 * them, and stand-ins say nothing else, but for what managers say: {@link ManagerProblems}.
 */
public final class GatewayProblems {
    private GatewayProblems() {}

    public static Problem invalidJobId() {
        return Problem.of(
                400,
                "Invalid job id",
                "INVALID_JOB_ID",
                "A job id is 4 to 32 lower-case letters and digits.");
    }

    public static Problem invalidSubtaskKey() {
        return Problem.of(
                400,
                "Invalid subtask key",
                "INVALID_SUBTASK_KEY",
                "A subtask key is 1 to 64 letters, digits, '_' and '-', and starts with a letter or"
                        + " digit.");
    }

    public static Problem invalidIdempotencyKey() {
        return Problem.of(
                400,
                "Invalid idempotency key",
                "INVALID_IDEMPOTENCY_KEY",
                "Idempotency-Key must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
    }

    public static Problem invalidChecksum() {
        return Problem.of(
                400,
                "Not a checksum",
                "INVALID_CHECKSUM",
                "SHA-256 of the bundle: 64 lower-case hex digits.");
    }

    /**
     * A submission that names no lane of a fleet.
     *
     * @param line where it names it
     */
    public static Problem unknownLane(int line, String lane) {
        var message = "unknown lane '" + lane + "'";
        var expected = "one of code, models, data, devsecops, docs";
        return Problem.of(
                400,
                "Unknown lane",
                "UNKNOWN_LANE",
                "lane: " + message + "; expected " + expected,
                List.of(new FieldError(line, "lane", message, expected)));
    }

    public static Problem tooLarge(long maxBytes) {
        return Problem.of(
                413,
                "Body too large",
                "BODY_TOO_LARGE",
                "The request's body is larger than the limit of " + maxBytes + " bytes.");
    }

    public static Problem notJson(String path) {
        return Problem.of(
                415,
                "Unsupported media type",
                "UNSUPPORTED_MEDIA_TYPE",
                "The request's Content-Type is not taken at "
                        + path
                        + "; application/json usually is.");
    }

    /** With {@code Retry-After: 1}. */
    public static Problem noManager() {
        return away("No live manager is known.");
    }

    /** With {@code Retry-After: 1}. */
    public static Problem noManagerOfLane(String lane) {
        return away("No live manager of the lane " + lane + " is known.");
    }

    private static Problem away(String detail) {
        return Problem.of(503, "No manager", "NO_MANAGER", detail);
    }
}
