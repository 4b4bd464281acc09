package dev.codefleet.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of a run's history. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HistoryEntry.Began.class, name = "began"),
    @JsonSubTypes.Type(value = HistoryEntry.Submitted.class, name = "submitted"),
    @JsonSubTypes.Type(value = HistoryEntry.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = HistoryEntry.Logged.class, name = "logged"),
    @JsonSubTypes.Type(value = HistoryEntry.Held.class, name = "held"),
    @JsonSubTypes.Type(value = HistoryEntry.Started.class, name = "started"),
    @JsonSubTypes.Type(value = HistoryEntry.Left.class, name = "left"),
    @JsonSubTypes.Type(value = HistoryEntry.Faulted.class, name = "faulted"),
    @JsonSubTypes.Type(value = HistoryEntry.Mended.class, name = "mended"),
    @JsonSubTypes.Type(value = HistoryEntry.Died.class, name = "died"),
    @JsonSubTypes.Type(value = HistoryEntry.Calm.class, name = "calm"),
    @JsonSubTypes.Type(value = HistoryEntry.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = HistoryEntry.Resulted.class, name = "resulted"),
    @JsonSubTypes.Type(value = HistoryEntry.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = HistoryEntry.Surveyed.class, name = "surveyed")
})
public sealed interface HistoryEntry {
    /** When, in nanoseconds of the monotonic clock. */
    long at();

    /**
     * The run began.
     *
     * @param slots of each programmer, by its id
     * @param endsWithinMs how long after the last fault every job must have ended
     */
    record Began(long at, long seed, Map<String, Integer> slots, long endsWithinMs)
            implements HistoryEntry {}

    /**
     * A job is about to be handed in.
     *
     * @param key under which it is handed in as often as it takes
     * @param plan keys of its subtasks, each with those it depends on
     * @param hasFiles whether its result has a file for every subtask
     */
    record Submitted(long at, String key, Map<String, List<String>> plan, boolean hasFiles)
            implements HistoryEntry {}

    /** The fleet took a job. */
    record Accepted(long at, String key, String job) implements HistoryEntry {}

    /** An entry of a job's log reached the client. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Logged(
            long at,
            String job,
            long seq,
            String what,
            String from,
            @Nullable String to,
            @Nullable String subtask,
            @Nullable String attempt,
            @Nullable String programmer,
            @Nullable String state,
            @Nullable String reason)
            implements HistoryEntry {}

    /** A job was seen to be a manager's, for the first time under this fence. */
    record Held(long at, String job, String manager, long fence) implements HistoryEntry {}

    /**
     * An executor began, by its own account.
     *
     * @param execution unique in the run
     */
    record Started(long at, long execution, String attempt, String programmer)
            implements HistoryEntry {}

    /**
     * An executor is gone.
     *
     * @param at when that was noticed
     * @param aliveAt when it was last alive, by its own account
     * @param isDone whether it came to its end, rather than being ended
     */
    record Left(long at, long execution, long aliveAt, boolean isDone) implements HistoryEntry {}

    /** A fault was made. */
    record Faulted(long at, int number, String kind, String target, String detail)
            implements HistoryEntry {}

    /** A fault is over; a killed process has been started again. */
    record Mended(long at, int number) implements HistoryEntry {}

    /** A process ended that nobody had asked to. */
    record Died(long at, String member) implements HistoryEntry {}

    /** All faults are over. */
    record Calm(long at) implements HistoryEntry {}

    /** A job has ended, as its client was told. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ended(
            long at, String job, String state, @Nullable String reason, @Nullable String message)
            implements HistoryEntry {}

    /**
     * How a subtask stands after the end of its job.
     *
     * @param accepted ids of its attempts whose results were taken
     * @param content lines of its file in the job's result: ids of the attempts that wrote them;
     *     null where there is no file
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Resulted(
            long at,
            String job,
            String subtask,
            String state,
            int attempts,
            List<String> accepted,
            @Nullable List<String> content)
            implements HistoryEntry {}

    /** A request of a client was answered with something else than success or "not now". */
    record Refused(long at, String request, String answer) implements HistoryEntry {}

    /**
     * What was found when all was over.
     *
     * @param processes of attempts, which should have ended
     * @param workspaces directories of attempts, which should be gone
     * @param reports that no manager has acknowledged
     * @param freeSlots of each programmer, as it says itself; no entry where it says nothing
     */
    record Surveyed(
            long at,
            List<String> processes,
            List<String> workspaces,
            List<String> reports,
            Map<String, Integer> freeSlots)
            implements HistoryEntry {}
}
