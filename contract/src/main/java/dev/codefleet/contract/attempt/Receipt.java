package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.plan.ExecutorKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kept, public account of an attempt.
 *
 * @param isolation {@code bubblewrap} or {@code none}: how the process tree was held
 * @param base commit it started from; null for an attempt without files
 * @param commit commit it ended with, {@code base} when it changed nothing; null for an attempt
 *     without files
 * @param iterations runs of the executor
 * @param files the changed files, at most 1,000; the sums count them all
 * @param startedAt when the programmer took the order
 * @param durationMs from {@code startedAt} to the report
 * @param executorMs time in the executor, over all iterations
 * @param checksMs time in checks, over all iterations
 * @param flags what a reviewer should look at, such as {@code NO_CHANGE}, {@code OUTSIDE_FILES},
 *     {@code TESTS_DELETED}, {@code SUBMODULES_MISSING}, {@code LFS_CONTENTS_MISSING}
 * @param failure null when it succeeded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        AttemptId attempt,
        AgentId programmer,
        AttemptState state,
        ExecutorKind executor,
        String isolation,
        @Nullable String base,
        @Nullable String commit,
        int iterations,
        int filesChanged,
        int linesAdded,
        int linesDeleted,
        List<FileChange> files,
        Instant startedAt,
        Instant finishedAt,
        long durationMs,
        long executorMs,
        long checksMs,
        @Nullable Long tokens,
        @Nullable BigDecimal costUsd,
        List<CheckResult> checks,
        List<String> flags,
        @Nullable Failure failure) {}
