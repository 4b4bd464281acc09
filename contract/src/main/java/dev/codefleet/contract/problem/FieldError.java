package dev.codefleet.contract.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One fault in what a client sent.
 *
 * @param line 1-based line in the text that the client wrote; null where there is none
 * @param field path of the field, such as {@code subtasks[2].depends_on}
 * @param message what is wrong
 * @param expected what would be right; null where the message says it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldError(
        @Nullable Integer line, String field, String message, @Nullable String expected) {}
