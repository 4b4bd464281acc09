package dev.codefleet.contracttests;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import java.util.List;

/**
 * The refusals of a programmer, word for word: {@link ProgrammerContract} holds the service to
 * them, and stand-ins say nothing else.
 */
public final class ProgrammerProblems {
    private ProgrammerProblems() {}

    public static Problem slotsFull(int slots) {
        return Problem.of(429, "Slots full", "SLOTS_FULL", "All " + slots + " slots are taken.");
    }

    public static Problem staleFence(long fence, long seen) {
        return Problem.of(
                409,
                "Stale fence",
                "STALE_FENCE",
                "Fence " + fence + " is stale: " + seen + " was seen for this job.");
    }

    /** The attempt was cancelled, or its report acknowledged, before the order came. */
    public static Problem cancelled(AttemptId attempt) {
        return Problem.of(
                410,
                "Cancelled",
                "ATTEMPT_CANCELLED",
                attempt + " was cancelled before its order came.");
    }

    public static Problem draining() {
        return Problem.of(410, "Draining", "DRAINING", "This programmer is being stopped.");
    }

    /**
     * The epoch that an order names is over.
     *
     * @param named in the order
     * @param present to be named instead; managers of the version before read it from the errors
     */
    public static Problem staleEpoch(AttemptId attempt, long named, long present) {
        var error = new FieldError(null, "epoch", named + " is over", Long.toString(present));
        var detail = attempt + " was ordered in an epoch that is over: send it anew.";
        return new Problem(
                "urn:codefleet:problem:stale_epoch",
                "Stale epoch",
                412,
                "STALE_EPOCH",
                detail,
                List.of(error),
                null,
                present);
    }

    /**
     * A bundle that an order names is not there.
     *
     * @param field of the order that names the bundle
     */
    public static Problem bundleMissing(String sha256, String field) {
        var message = sha256 + " is not here";
        var error = new FieldError(null, field, message, "PUT it first");
        var detail = "Upload with PUT /v1/bundles/{sha256}: " + message;
        return Problem.of(422, "Bundle missing", "BUNDLE_MISSING", detail, List.of(error));
    }

    /** The order is wrong in itself, wherever it is sent. */
    public static Problem invalidOrder(AttemptId attempt, FieldError... errors) {
        var detail = "The order for " + attempt + " is wrong in " + errors.length + " places.";
        return Problem.of(422, "Invalid order", "INVALID_ORDER", detail, List.of(errors));
    }

    /** What {@link #invalidOrder} says of a command without a program. */
    public static FieldError noProgram() {
        return new FieldError(
                null, "executor.argv", "names no program", "a program and its arguments");
    }

    public static Problem unknown(AttemptId attempt) {
        return Problem.of(
                404, "Not found", "NOT_FOUND", "There is no attempt " + attempt + " here.");
    }

    public static Problem stillRunning(AttemptId attempt) {
        return Problem.of(
                409,
                "Still running",
                "STILL_RUNNING",
                "Attempt " + attempt + " still runs: cancel it, or wait for its report.");
    }

    public static Problem notAChecksum() {
        return Problem.of(
                400,
                "Not a checksum",
                "INVALID_CHECKSUM",
                "A bundle is named by its SHA-256: 64 lower-case hex digits.");
    }

    public static Problem wrongChecksum(String actual) {
        return Problem.of(
                422, "Wrong checksum", "WRONG_CHECKSUM", "The body's SHA-256 is " + actual + ".");
    }
}
