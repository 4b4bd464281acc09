package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subtask as clients see it. The figures are those of its newest attempt, and 0 before it ended.
 * In JSON the members of its parts are its own.
 *
 * @param commit null unless it succeeded with files
 * @param flags of its newest attempt's receipt: what a reviewer should look at
 * @param failure of its newest attempt, or why it was skipped (with the chain)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubtaskView(
        String key,
        String title,
        SubtaskState state,
        List<String> dependsOn,
        int priority,
        Lane lane,
        @JsonUnwrapped Effort effort,
        @JsonUnwrapped Times times,
        @Nullable String commit,
        List<String> flags,
        @Nullable Failure failure) {

    public SubtaskView {
        // A manager of an older version does not tell them.
        flags = flags == null ? List.of() : List.copyOf(flags);
    }

    /**
     * What was done for it.
     *
     * @param programmer of its newest attempt; null before the first
     * @param attempts attempts made so far, those that infrastructure ended included
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Effort(
            @Nullable AgentId programmer,
            int attempts,
            int iterations,
            int filesChanged,
            int linesAdded,
            int linesDeleted) {}

    /**
     * When it was worked on.
     *
     * @param startedAt of its newest attempt
     * @param durationMs from when its programmer took it to its report
     * @param notBefore when a retry may start; null unless it waits for one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Times(
            long durationMs,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant notBefore) {}
}
