package dev.codefleet.contracttests;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import java.util.List;

/**
 * The refusals of a manager, word for word: {@link ManagerContract} holds the service to them, and
 * stand-ins say nothing else.
 */
public final class ManagerProblems {
    private ManagerProblems() {}

    public static Problem missing(JobId job) {
        return Problem.of(404, "Not found", "NOT_FOUND", "There is no job " + job + ".");
    }

    /** With {@code Retry-After: 1}. */
    public static Problem noLease() {
        return Problem.of(
                503, "Not ready", "NO_LEASE", "This manager cannot accept jobs now: try again.");
    }

    /** With {@code Retry-After: 2}. */
    public static Problem databaseAway() {
        return Problem.of(
                503,
                "Database away",
                "DATABASE_AWAY",
                "The database cannot be reached now: try again.");
    }

    /**
     * A plan has one fault.
     *
     * @param error the only fault of the plan
     */
    public static Problem invalidPlan(FieldError error) {
        var detail = error.field() + " " + error.message();
        return Problem.of(400, "Invalid job", "INVALID_PLAN", detail, List.of(error));
    }

    public static Problem keyReused(JobId job) {
        return Problem.of(
                409,
                "Idempotency key reused",
                "IDEMPOTENCY_KEY_REUSED",
                "The key belongs to another request, which made job " + job + ". Use a new key.");
    }

    public static Problem notEnded() {
        return Problem.of(
                409,
                "Not deletable",
                "JOB_NOT_ENDED",
                "The job has not ended: cancel it first, or wait for its end.");
    }

    public static Problem notUploaded(String sha256) {
        var way = "upload it first with PUT /v1/repositories/" + sha256;
        return Problem.of(
                422,
                "Unknown upload",
                "REPOSITORY_NOT_UPLOADED",
                "The repository is not here: " + way + ".",
                List.of(new FieldError(null, "repository", "is not here", way)));
    }
}
