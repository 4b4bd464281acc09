package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A failure with its account.
 *
 * @param message for people: what failed and, where it can be said, the way out; at most 4,000
 *     characters
 * @param retryAfterMs milliseconds that whoever refused asked to wait; null where it did not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(FailureReason reason, String message, @Nullable Long retryAfterMs) {
    public static Failure of(FailureReason reason, String message) {
        return new Failure(reason, message, null);
    }
}
