package dev.codefleet.contract.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of every attempt of a subtask, all defaults applied.
 *
 * @param timeout for the whole attempt: workspace, executor and checks
 * @param maxIterations runs of the executor within an attempt, 1 or more
 * @param maxAttempts attempts that may fail for a reason of the subtask's own, 1 or more
 * @param tokens null for no bound
 * @param costUsd null for no bound
 * @param grace from being asked to end (SIGTERM) to being killed, at most the programmer's own;
 *     null for that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
        Duration timeout,
        int maxIterations,
        int maxAttempts,
        @Nullable Long tokens,
        @Nullable BigDecimal costUsd,
        @Nullable Duration grace) {}
