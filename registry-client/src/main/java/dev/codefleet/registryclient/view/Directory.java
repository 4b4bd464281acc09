package dev.codefleet.registryclient.view;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A live view of all agents, merged over all replicas of the registry. When replicas are
 * unreachable, what they said last is kept, so that losing the registries stops nobody's work. Safe
 * for all threads.
 */
public interface Directory {
    /** The newest view; at first empty and stale. */
    Snapshot current();

    /**
     * Has the listener called with the current view and then with every newer one, always on the
     * same thread and in order. Of several changes in a row it may see only the last. It must not
     * block.
     */
    void onChange(Consumer<Snapshot> listener);

    /**
     * All agents at one moment. Immutable. Liveness and state are those of the fleet, not of one
     * replica.
     */
    final class Snapshot {
        private static final Snapshot EMPTY = of(List.of(), true, false);

        private final List<AgentView> agents;
        private final Map<AgentId, AgentView> byId;
        private final Map<AgentKind, List<AgentView>> byKind;
        private final boolean isStale;
        private final boolean isComplete;

        private Snapshot(List<AgentView> agents, boolean isStale, boolean isComplete) {
            this.agents = agents;
            this.isStale = isStale;
            this.isComplete = isComplete;
            byId = HashMap.newHashMap(agents.size());
            agents.forEach(agent -> byId.put(agent.id(), agent));
            byKind = new EnumMap<>(AgentKind.class);
            for (var kind : AgentKind.values()) {
                byKind.put(
                        kind,
                        agents.stream().filter(a -> a.registration().kind() == kind).toList());
            }
        }

        /**
         * A view of some agents.
         *
         * @param isStale whether no replica is connected
         * @param isComplete whether a majority is, and past its warming
         */
        static Snapshot of(Collection<AgentView> agents, boolean isStale, boolean isComplete) {
            var sorted = agents.stream().sorted(Comparator.comparing(AgentView::id)).toList();
            return new Snapshot(sorted, isStale, isComplete);
        }

        /** Nobody, from nobody. */
        public static Snapshot empty() {
            return EMPTY;
        }

        /** By id. */
        public List<AgentView> agents() {
            return agents;
        }

        /** The agents of a kind, by id. */
        public List<AgentView> ofKind(AgentKind kind) {
            return byKind.getOrDefault(kind, List.of());
        }

        public Optional<AgentView> find(AgentId id) {
            return Optional.ofNullable(byId.get(id));
        }

        /** Whether no replica is connected now, so that nothing new can be seen. */
        public boolean isStale() {
            return isStale;
        }

        /**
         * Whether who is missing here is not registered with a majority of all replicas: it has
         * left, or they have not heard of it for a LOST period.
         */
        public boolean isComplete() {
            return isComplete;
        }
    }
}
