package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.plan.ExecutorKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kept, public account of an attempt. In JSON the members of its parts are its own.
 *
 * @param iterations runs of the executor
 * @param flags what a reviewer should look at, such as {@code NO_CHANGE}, {@code OUTSIDE_FILES},
 *     {@code TESTS_DELETED}, {@code SUBMODULES_MISSING}, {@code LFS_CONTENTS_MISSING}
 * @param failure null when it succeeded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        AttemptId attempt,
        AttemptState state,
        @JsonUnwrapped Execution execution,
        @JsonUnwrapped Commits commits,
        int iterations,
        @JsonUnwrapped Changes changes,
        @JsonUnwrapped Times times,
        @JsonUnwrapped Cost cost,
        List<CheckResult> checks,
        List<String> flags,
        @Nullable Failure failure) {

    /**
     * Who executed it, and how.
     *
     * @param isolation {@code bubblewrap} or {@code none}: how the process tree was held
     * @param network {@code full}, {@code restricted} (what its programmer's proxy lets through),
     *     {@code none} (a loopback interface of its own), or {@code not held}, which is the
     *     machine's without anything that holds it; null in receipts of before
     * @param bounds null where nothing bounds what its processes take together
     * @param egress null where the network is not restricted, and where nobody knows any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Execution(
            AgentId programmer,
            ExecutorKind executor,
            String isolation,
            @Nullable String network,
            @Nullable Bounds bounds,
            @Nullable Egress egress) {}

    /**
     * What an attempt reached, or tried to reach, through its programmer's proxy.
     *
     * @param connections by host, port and refusal, in the order of their first ones; at most 100
     * @param others connections that are in none of these
     */
    public record Egress(List<Connection> connections, long others) {}

    /**
     * Connections of one kind.
     *
     * @param refused for people: why none was made; null where they were made
     * @param times how many
     * @param bytesSent by the attempt, in connections that have ended
     * @param bytesReceived by the attempt, likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Connection(
            String host,
            int port,
            @Nullable String refused,
            long times,
            long bytesSent,
            long bytesReceived) {}

    /**
     * What the processes of an attempt may take together; 0 for no limit.
     *
     * @param heldBy for people: how they are held to it, such as {@code a look each second}
     * @param memoryBytes of memory and swap that is not a file's
     * @param processes processes and their threads
     * @param bytes of files
     */
    public record Bounds(String heldBy, long memoryBytes, long processes, long bytes) {}

    /**
     * The commits of an attempt.
     *
     * @param base commit it started from; null for an attempt without files
     * @param commit commit it ended with, {@code base} when it changed nothing; null for an attempt
     *     without files
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Commits(@Nullable String base, @Nullable String commit) {}

    /**
     * What it changed.
     *
     * @param files the changed files, at most 1,000; the sums count them all
     */
    public record Changes(
            int filesChanged, int linesAdded, int linesDeleted, List<FileChange> files) {}

    /**
     * When it ran, and for how long.
     *
     * @param startedAt when the programmer took the order
     * @param durationMs from {@code startedAt} to the report
     * @param executorMs time in the executor, over all iterations
     * @param checksMs time in checks, over all iterations
     */
    public record Times(
            Instant startedAt,
            Instant finishedAt,
            long durationMs,
            long executorMs,
            long checksMs) {}

    /** What its model took; nulls where there was none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cost(@Nullable Long tokens, @Nullable BigDecimal costUsd) {}
}
