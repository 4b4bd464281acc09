package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it. In JSON the members of its parts are its own.
 *
 * @param owner the manager that holds the job's lease, or held it last
 * @param subtasks how many stand in each state
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
        @JsonUnwrapped Files files,
        Map<SubtaskState, Integer> subtasks,
        @JsonUnwrapped Times times,
        @JsonUnwrapped Parallelism parallelism,
        @Nullable Failure failure,
        @Nullable List<Unschedulable> unschedulable,
        @JsonUnwrapped Ownership ownership) {

    /**
     * Where its files come from and go to.
     *
     * @param base the commit that {@code ref} was when the job started; null before, or without a
     *     repository
     * @param branch {@code codefleet/<job>}; null without a repository
     * @param commit the merged head; null before the job succeeded, or without a repository
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Files(
            @Nullable String repository,
            @Nullable String ref,
            @Nullable String base,
            @Nullable String branch,
            @Nullable String commit,
            Delivery delivery) {}

    /**
     * Whose it is.
     *
     * @param submittedBy the id of the key that it was submitted with; null where the gateway asked
     *     for none
     * @param project null if it belongs to none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ownership(@Nullable String submittedBy, @Nullable String project) {
        /** That of a job of which nobody was asked who he is. */
        public static final Ownership NONE = new Ownership(null, null);

        /** That of a new job of a caller; null for one who was not asked who he is. */
        public static Ownership of(@Nullable Caller caller) {
            return caller == null
                    ? NONE
                    : new Ownership(
                            caller.key(),
                            caller.projects().isEmpty() ? null : caller.projects().getFirst());
        }
    }

    /**
     * When it was accepted and when it ended.
     *
     * @param finishedAt null before the end
     * @param makespanMs from acceptance to the end, without the time in which the job had ended and
     *     was not resumed yet; null before the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Times(
            Instant createdAt, @Nullable Instant finishedAt, @Nullable Long makespanMs) {}

    /**
     * How much of it ran at once.
     *
     * @param slots slots of the live programmers that could serve the job, the most seen while it
     *     ran
     * @param workMs executor and check time of the accepted attempts so far
     * @param speedup {@code workMs / makespanMs}; null before the end
     * @param efficiency {@code speedup / min(slots, maxWorkers, subtasks)}; null before the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parallelism(
            @Nullable Integer maxWorkers,
            int slots,
            long workMs,
            @Nullable Double speedup,
            @Nullable Double efficiency) {}
}
