package dev.codefleet.gateway.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.ProblemException;

/** Paths of jobs at a manager, made of checked parts only. */
final class JobPath {
    private static final int FIRST_ATTEMPT = 1;

    private JobPath() {}

    /**
     * {@code /v1/jobs/<job><rest>}.
     *
     * @throws ProblemException 400 INVALID_JOB_ID if the id has another form
     */
    static String of(String job, String rest) {
        return "/v1/jobs/" + jobId(job) + rest;
    }

    /**
     * {@code /v1/jobs/<job>/subtasks/<key><rest>}.
     *
     * @throws ProblemException 400 INVALID_JOB_ID or INVALID_SUBTASK_KEY if one has another form
     */
    static String of(String job, String key, String rest) {
        return "/v1/jobs/" + jobId(job) + "/subtasks/" + key(key) + rest;
    }

    private static JobId jobId(String job) {
        try {
            return new JobId(job);
        } catch (IllegalArgumentException _) {
            throw invalid(
                    "Invalid job id",
                    "INVALID_JOB_ID",
                    "A job id is 4 to 32 lower-case letters and digits.");
        }
    }

    /** The form of keys is known to attempt ids. */
    private static String key(String key) {
        try {
            return new AttemptId(new JobId("form"), key, FIRST_ATTEMPT).key();
        } catch (IllegalArgumentException _) {
            throw invalid(
                    "Invalid subtask key",
                    "INVALID_SUBTASK_KEY",
                    "A subtask key is 1 to 64 letters, digits, '_' and '-', and starts with a letter"
                            + " or digit.");
        }
    }

    private static ProblemException invalid(String title, String code, String detail) {
        return new ProblemException(Problem.of(400, title, code, detail));
    }
}
