package dev.codefleet.contracttests;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
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
        return notFound("There is no job " + job + ".");
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

    /**
     * The cancellation of a job that has ended otherwise.
     *
     * @param state SUCCEEDED or FAILED
     */
    public static Problem ended(JobState state) {
        var word = state == JobState.SUCCEEDED ? "has succeeded" : "has failed";
        return Problem.of(
                409,
                "Not cancellable",
                "JOB_ENDED",
                "The job " + word + ": there is nothing left to cancel.");
    }

    /** The resumption of a job that has succeeded. */
    public static Problem succeeded() {
        return notResumable(
                "JOB_SUCCEEDED", "The job has succeeded: there is nothing left to run.");
    }

    /** The resumption of a job that has not ended, by another plan. */
    public static Problem atWork() {
        return notResumable(
                "JOB_NOT_ENDED",
                "The job has not ended, so its plan cannot be changed: cancel it first, then resume it"
                        + " with the plan.");
    }

    private static Problem notResumable(String code, String detail) {
        return Problem.of(409, "Not resumable", code, detail);
    }

    public static Problem neverAResult() {
        return Problem.of(
                404,
                "No result",
                "NO_RESULT",
                "The job has no repository, so it has neither patch nor bundle and never will.");
    }

    public static Problem noResultYet(JobState state) {
        return notReady("The job is " + state + ": there is a result once it has SUCCEEDED.");
    }

    public static Problem partialResultOnly(JobState state) {
        return notReady(
                "The job is "
                        + state
                        + ": there is a result once it has SUCCEEDED, and what succeeded in it with"
                        + " partial=true.");
    }

    public static Problem noPartialResult() {
        return notReady("No subtask that changed files has succeeded in the job.");
    }

    private static Problem notReady(String detail) {
        return Problem.of(409, "Result not ready", "RESULT_NOT_READY", detail);
    }

    public static Problem noAttempt(String subtask) {
        return notFound("Subtask " + subtask + " has no attempt yet.");
    }

    public static Problem noSubtask(JobId job) {
        return notFound("Job " + job + " has no such subtask.");
    }

    static Problem notFound(String detail) {
        return Problem.of(404, "Not found", "NOT_FOUND", detail);
    }
}
