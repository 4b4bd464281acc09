package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One beat of an agent ({@code POST /v1/agents/{id}/heartbeat}).
 *
 * @param seq grows with every beat of an incarnation; an older one than the last seen is ignored
 * @param message for people; null when there is nothing to say
 * @param freeSlots slots that would be given out now; 0 but for programmers
 * @param attempts ids of the attempts that occupy its slots
 * @param jobs ids of the jobs that a manager holds, at most 100; empty for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(
        long incarnation,
        long seq,
        AgentState state,
        @Nullable String message,
        int freeSlots,
        List<String> attempts,
        List<String> jobs) {}
