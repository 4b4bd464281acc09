package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/**
 * An event of {@code GET /v1/agents/events}. Its SSE name is written on its record; its SSE id is
 * the revision. A stream starts with a snapshot. Deltas follow, each holding all changes since the
 * event before it; the first may repeat changes that the snapshot holds.
 */
public sealed interface WatchEvent {
    long revision();

    /**
     * All agents.
     *
     * @param warming true while the registry has just started and accuses nobody
     */
    @JsonTypeName("snapshot")
    record Snapshot(long revision, boolean warming, List<AgentView> agents) implements WatchEvent {}

    /** What changed. An agent that left is only in {@code removed}. */
    @JsonTypeName("delta")
    record Delta(long revision, boolean warming, List<AgentView> changed, List<AgentId> removed)
            implements WatchEvent {}

    /** The reader was too slow: the stream ends and the next one starts with a snapshot. */
    @JsonTypeName("resync")
    record Resync(long revision) implements WatchEvent {}
}
