package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check in the last iteration of an attempt.
 *
 * @param exitCode null when it was killed by a time-out
 * @param output what it printed, at most 4,000 bytes: the beginning and the end with a mark between
 *     them when it is more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckResult(
        String command, @Nullable Integer exitCode, long durationMs, String output) {
    public boolean passed() {
        return exitCode != null && exitCode == 0;
    }
}
