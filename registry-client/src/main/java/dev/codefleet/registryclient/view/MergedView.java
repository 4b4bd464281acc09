package dev.codefleet.registryclient.view;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges what each replica says of the agents into one view. For each agent the facts are those of
 * the newest incarnation's newest beat. It is ALIVE if any connected replica says so; LOST only if
 * a majority of all configured replicas say so, where one that is unreachable or warming says
 * nothing; and otherwise SUSPECT.
 *
 * <p>What an unreachable replica said last is remembered, and used for as long as there is no
 * connected replica that is past its warming. Not safe for several threads at once.
 */
public final class MergedView {
    private static final Comparator<AgentView> NEWEST =
            Comparator.<AgentView>comparingLong(view -> view.registration().incarnation())
                    .thenComparingLong(view -> seq(view.heartbeat()));

    private final List<Replica> replicas;
    private final Map<AgentId, AgentView> merged = new HashMap<>();
    private boolean isAnySettled;

    /** What one replica says. */
    private static final class Replica {
        /** What it said since it is connected. */
        private final Map<AgentId, AgentView> said = new HashMap<>();

        /** What it said before it was lost or restarted. */
        private final Map<AgentId, AgentView> remembered = new HashMap<>();

        private boolean isConnected;
        private boolean isWarming;

        boolean isSettled() {
            return isConnected && !isWarming;
        }
    }

    public MergedView(int replicas) {
        this.replicas = IntStream.range(0, replicas).mapToObj(_ -> new Replica()).toList();
    }

    public void take(int index, WatchEvent.Snapshot snapshot) {
        var replica = replicas.get(index);
        var touched = new HashSet<>(replica.said.keySet());
        remember(replica);
        replica.isConnected = true;
        snapshot.agents().forEach(agent -> replica.said.put(agent.id(), agent));
        touched.addAll(replica.said.keySet());
        settle(replica, snapshot.warming(), touched);
    }

    public void take(int index, WatchEvent.Delta delta) {
        var replica = replicas.get(index);
        var touched = new HashSet<AgentId>(delta.removed());
        for (var agent : delta.changed()) {
            replica.said.put(agent.id(), agent);
            touched.add(agent.id());
        }
        for (var id : delta.removed()) {
            replica.said.remove(id);
            replica.remembered.remove(id);
        }
        settle(replica, delta.warming(), touched);
    }

    /** The replica's stream is broken. */
    public void lose(int index) {
        var replica = replicas.get(index);
        var touched = new HashSet<>(replica.said.keySet());
        remember(replica);
        replica.isConnected = false;
        refresh(touched);
    }

    public Directory.Snapshot snapshot() {
        var isStale = replicas.stream().noneMatch(replica -> replica.isConnected);
        var settled = replicas.stream().filter(Replica::isSettled).count();
        return Directory.Snapshot.of(merged.values(), isStale, isMajority(settled));
    }

    private static void remember(Replica replica) {
        replica.remembered.putAll(replica.said);
        replica.said.clear();
    }

    private void settle(Replica replica, boolean isWarming, Set<AgentId> touched) {
        replica.isWarming = isWarming;
        if (!isWarming) {
            // By now it has heard everybody that it can hear.
            touched.addAll(replica.remembered.keySet());
            replica.remembered.clear();
        }
        refresh(touched);
    }

    private void refresh(Set<AgentId> touched) {
        var wasAnySettled = isAnySettled;
        isAnySettled = replicas.stream().anyMatch(Replica::isSettled);
        var ids = touched;
        if (isAnySettled != wasAnySettled) {
            ids = new HashSet<>(touched);
            for (var replica : replicas) {
                ids.addAll(replica.said.keySet());
                ids.addAll(replica.remembered.keySet());
            }
            ids.addAll(merged.keySet());
        }
        ids.forEach(this::refresh);
    }

    private void refresh(AgentId id) {
        var views = new ArrayList<AgentView>();
        for (var replica : replicas) {
            addIfKnown(views, replica.said.get(id));
            if (!isAnySettled) {
                addIfKnown(views, replica.remembered.get(id));
            }
        }
        var newest = views.stream().max(NEWEST);
        if (newest.isPresent()) {
            merged.put(id, withLiveness(newest.get(), liveness(newest.get())));
        } else {
            merged.remove(id);
        }
    }

    private static void addIfKnown(List<AgentView> views, @Nullable AgentView view) {
        if (view != null) {
            views.add(view);
        }
    }

    private Liveness liveness(AgentView newest) {
        var lost = 0;
        for (var replica : replicas) {
            var said = sameLife(newest, replica.said.get(newest.id()));
            var remembered =
                    isAnySettled ? null : sameLife(newest, replica.remembered.get(newest.id()));
            if (said == Liveness.ALIVE || (said == null && remembered == Liveness.ALIVE)) {
                return Liveness.ALIVE;
            }
            lost += said == Liveness.LOST && replica.isSettled() ? 1 : 0;
        }
        return isMajority(lost) ? Liveness.LOST : Liveness.SUSPECT;
    }

    private boolean isMajority(long some) {
        return some > replicas.size() / 2;
    }

    /** What is said of an earlier incarnation says nothing of this one. */
    private static @Nullable Liveness sameLife(AgentView newest, @Nullable AgentView view) {
        return view != null
                        && view.registration().incarnation() == newest.registration().incarnation()
                ? view.liveness()
                : null;
    }

    private static AgentView withLiveness(AgentView view, Liveness liveness) {
        var beat = view.heartbeat();
        var isLost = liveness == Liveness.LOST;
        var state = isLost ? AgentState.FAILED : beat == null ? AgentState.IDLE : beat.state();
        var message = isLost ? "heartbeat lost" : beat == null ? null : beat.message();
        return new AgentView(
                view.id(),
                view.registration(),
                state,
                liveness,
                message,
                beat,
                view.silentMs(),
                view.revision(),
                view.key());
    }

    private static long seq(@Nullable Heartbeat beat) {
        return beat == null ? 0 : beat.seq();
    }
}
