package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A failure with its account.
 *
 * @param message for people: what failed and, where it can be said, the way out; at most 4,000
 *     characters
 * @param retryAfterMs milliseconds that whoever refused asked to wait; null where it did not say
 * @param permanent true where another attempt would end alike, so that none is made; null where it
 *     is not known to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
        FailureReason reason,
        String message,
        @Nullable Long retryAfterMs,
        @Nullable Boolean permanent) {
    public static Failure of(FailureReason reason, String message) {
        return new Failure(reason, message, null, null);
    }
}
