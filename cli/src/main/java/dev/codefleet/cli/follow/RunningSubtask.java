package dev.codefleet.cli.follow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subtask that a programmer works on.
 *
 * @param attempt its number, from 1
 * @param since when the order went out
 * @param phase null until the programmer tells
 * @param iteration 0 until the programmer tells
 */
record RunningSubtask(
        String key,
        String programmer,
        int attempt,
        Instant since,
        @Nullable String phase,
        int iteration) {

    RunningSubtask in(String newPhase, int newIteration) {
        return new RunningSubtask(key, programmer, attempt, since, newPhase, newIteration);
    }
}
