package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it.
 *
 * @param owner the manager that holds the job's lease, or held it last
 * @param base the commit that {@code ref} was when the job started; null before, or without a
 *     repository
 * @param branch {@code codefleet/<job>}; null without a repository
 * @param commit the merged head; null before the job succeeded, or without a repository
 * @param subtasks how many stand in each state
 * @param slots slots of the live programmers that could serve the job, the most seen while it ran
 * @param makespanMs from acceptance to the end, without the time in which the job had ended and was
 *     not resumed yet; null before the end
 * @param workMs executor and check time of the accepted attempts so far
 * @param speedup {@code workMs / makespanMs}; null before the end
 * @param efficiency {@code speedup / min(slots, maxWorkers, subtasks)}; null before the end
 * @param failure null unless FAILED or CANCELLED
 * @param unschedulable what of it nobody can take at the moment; null if somebody can take all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
        JobId id,
        String title,
        JobState state,
        Lane lane,
        @Nullable AgentId owner,
        @Nullable String repository,
        @Nullable String ref,
        @Nullable String base,
        @Nullable String branch,
        @Nullable String commit,
        Delivery delivery,
        @Nullable Integer maxWorkers,
        Map<SubtaskState, Integer> subtasks,
        int slots,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable Long makespanMs,
        long workMs,
        @Nullable Double speedup,
        @Nullable Double efficiency,
        @Nullable Failure failure,
        @Nullable List<Unschedulable> unschedulable) {}
