package dev.codefleet.plan;

import dev.codefleet.contract.problem.FieldError;
import java.util.List;

/** Result of reading the body of {@code POST /v1/jobs}. */
public sealed interface JobRequestReading {

    record Accepted(JobSubmission submission) implements JobRequestReading {}

    /**
     * It is JSON, but no valid request.
     *
     * @param errors all faults by line, 1 to 100; if there are more, the last says how many. Lines
     *     count in the body, or in the plan's own text where the plan is a text
     */
    record Invalid(List<FieldError> errors) implements JobRequestReading {}

    /**
     * The body is no JSON.
     *
     * @param line 1-based
     */
    record Malformed(int line, String message) implements JobRequestReading {}
}
