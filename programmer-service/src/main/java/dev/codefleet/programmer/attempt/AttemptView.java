package dev.codefleet.programmer.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import org.jspecify.annotations.Nullable;

/**
 * The state of an attempt, as the API shows it.
 *
 * @param state RUNNING or how it ended
 * @param incarnation of the programmer that answers
 * @param report null while it runs, and in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AttemptView(
        AttemptId attempt, AttemptState state, long incarnation, @Nullable Report report) {}
