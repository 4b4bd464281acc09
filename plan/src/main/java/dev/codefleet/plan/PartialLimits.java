package dev.codefleet.plan;

import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits of which any may be missing. */
record PartialLimits(
        @Nullable Duration timeout,
        @Nullable Integer maxIterations,
        @Nullable Integer maxAttempts,
        @Nullable Long tokens,
        @Nullable BigDecimal costUsd,
        @Nullable Duration grace) {

    static final PartialLimits NONE = new PartialLimits(null, null, null, null, null, null);

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /** A model makes something of the failure before; a command would only fail again. */
    private static final int ITERATIONS = 3;

    private static final int ITERATIONS_OF_COMMANDS = 1;
    private static final int ATTEMPTS = 3;

    /** Reads an object of limits. */
    static @Nullable PartialLimits read(FieldValue cell) {
        var fields = Fields.of(cell, Vocabulary.LIMITS);
        if (fields == null) {
            return null;
        }
        var common = readCommon(fields);
        return new PartialLimits(
                common.timeout,
                common.maxIterations,
                common.maxAttempts,
                fields.read("tokens", value -> value.whole(1, PlanBounds.TOKENS)),
                fields.read(
                        "cost_usd",
                        value -> value.amount(PlanBounds.COST_USD, PlanBounds.COST_DECIMALS)),
                common.grace);
    }

    /** Reads those limits that {@code defaults} may also hold directly. */
    static PartialLimits readCommon(Fields fields) {
        return new PartialLimits(
                fields.read(
                        "timeout",
                        value ->
                                value.duration(
                                        PlanBounds.SHORTEST_TIMEOUT, PlanBounds.LONGEST_TIMEOUT)),
                fields.read("max_iterations", value -> value.integer(1, PlanBounds.ROUNDS)),
                fields.read("max_attempts", value -> value.integer(1, PlanBounds.ROUNDS)),
                null,
                null,
                fields.read(
                        "grace", value -> value.duration(Duration.ZERO, PlanBounds.LONGEST_GRACE)));
    }

    /** These limits, and those of {@code lower} where these say nothing. */
    PartialLimits over(PartialLimits lower) {
        return new PartialLimits(
                timeout == null ? lower.timeout : timeout,
                maxIterations == null ? lower.maxIterations : maxIterations,
                maxAttempts == null ? lower.maxAttempts : maxAttempts,
                tokens == null ? lower.tokens : tokens,
                costUsd == null ? lower.costUsd : costUsd,
                grace == null ? lower.grace : grace);
    }

    /**
     * @param executor whose attempts they bound; null where it is not known
     */
    Limits complete(@Nullable Executor executor) {
        var iterations = executor instanceof Executor.Command ? ITERATIONS_OF_COMMANDS : ITERATIONS;
        return new Limits(
                timeout == null ? TIMEOUT : timeout,
                maxIterations == null ? iterations : maxIterations,
                maxAttempts == null ? ATTEMPTS : maxAttempts,
                tokens,
                costUsd,
                grace);
    }
}
