package dev.codefleet.registry.membership;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.identity.AgentName;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All agents, as this replica knows them. Every change gets the next revision; a beat that only
 * says "still here" is none. Safe for all threads; each call is short. Times are monotonic
 * nanoseconds and given by the caller.
 */
public final class Agents {
    private final LivenessTimes timers;
    private final int maxAgents;
    private final Map<AgentId, Agent> agents = new HashMap<>();
    private final FailureDetector failureDetector;
    private final Set<AgentId> changed = new HashSet<>();
    private long revision;
    private long drainedRevision;

    public Agents(LivenessTimes timers, int maxAgents, long now) {
        this.timers = timers;
        this.maxAgents = maxAgents;
        this.failureDetector = new FailureDetector(timers, now);
    }

    /**
     * Takes, renews or refuses an agent. An id is its key's as long as the agent is known, whatever
     * incarnation another one names.
     *
     * @param key that the agent has proved to be its own; null in a registry that asks for no proof
     */
    public synchronized RegistryReply register(
            AgentId id, Registration registration, @Nullable PublicKey key, long now) {
        var known = agents.get(id);
        if (known != null && !Objects.equals(known.key, key)) {
            return new RegistryReply.ForeignKey();
        }
        if (known != null && known.registration.incarnation() > registration.incarnation()) {
            return new RegistryReply.Superseded(known.registration.incarnation());
        }
        if (known == null && agents.size() >= maxAgents && !forgetOneLost()) {
            return new RegistryReply.Full();
        }
        if (known == null || known.registration.incarnation() < registration.incarnation()) {
            var agent = new Agent(id, registration, key, now);
            agents.put(id, agent);
            change(agent);
            return taken(agent);
        }
        known.heard(now);
        if (known.liveness != Liveness.ALIVE || !known.registration.equals(registration)) {
            known.registration = registration;
            known.become(Liveness.ALIVE, now);
            change(known);
        }
        return taken(known);
    }

    /** Takes a beat. One that is older than the newest of its incarnation changes nothing. */
    public synchronized RegistryReply beat(AgentId id, Heartbeat beat, long now) {
        var agent = agents.get(id);
        if (agent == null || beat.incarnation() > agent.registration.incarnation()) {
            return new RegistryReply.Unknown();
        }
        if (beat.incarnation() < agent.registration.incarnation()) {
            return new RegistryReply.Superseded(agent.registration.incarnation());
        }
        if (agent.heartbeat != null && beat.seq() <= agent.heartbeat.seq()) {
            return taken(agent);
        }
        var isChange = agent.liveness != Liveness.ALIVE || agent.isNews(beat);
        agent.heartbeat = beat;
        agent.heard(now);
        if (isChange) {
            agent.become(Liveness.ALIVE, now);
            change(agent);
        }
        return taken(agent);
    }

    /**
     * Forgets an agent that leaves.
     *
     * @param incarnation that leaves; null for whichever there is
     */
    public synchronized RegistryReply leave(AgentId id, @Nullable Long incarnation) {
        var agent = agents.get(id);
        if (agent == null) {
            return new RegistryReply.Unknown();
        }
        var current = agent.registration.incarnation();
        if (incarnation != null && incarnation < current) {
            return new RegistryReply.Superseded(current);
        }
        forget(id);
        return new RegistryReply.Taken(0);
    }

    /** Looks at everybody's silence. To be called every {@link LivenessTimes#tick()}. */
    public synchronized FailureDetector.Findings tick(long now) {
        var findings = failureDetector.look(agents.values(), now);
        findings.suspects().forEach(this::change);
        findings.lost().forEach(this::change);
        findings.forgotten().forEach(agent -> forget(agent.id));
        if (findings.endedWarming()) {
            revision++;
        }
        return findings;
    }

    /** Who has the id, and by which key; empty if nobody has, or the key was never asked for. */
    public synchronized Optional<Holder> holder(AgentId id) {
        var agent = agents.get(id);
        return agent == null || agent.key == null
                ? Optional.empty()
                : Optional.of(new Holder(new AgentName(agent.registration.kind(), id), agent.key));
    }

    /** An agent by its name and public key. */
    public record Holder(AgentName name, PublicKey key) {}

    public synchronized Optional<AgentView> find(AgentId id, long now) {
        return Optional.ofNullable(agents.get(id)).map(agent -> agent.view(now));
    }

    /** Everybody, by id. */
    public synchronized WatchEvent.Snapshot snapshot(long now) {
        var views =
                agents.values().stream()
                        .map(agent -> agent.view(now))
                        .sorted(Comparator.comparing(AgentView::id))
                        .toList();
        return new WatchEvent.Snapshot(revision, failureDetector.isWarming(), views);
    }

    /** What changed since the last call; null if nothing did. */
    public synchronized WatchEvent.@Nullable Delta drain(long now) {
        if (revision == drainedRevision) {
            return null;
        }
        var views = changed.stream().filter(agents::containsKey).map(agents::get);
        var removed = changed.stream().filter(id -> !agents.containsKey(id)).toList();
        var delta =
                new WatchEvent.Delta(
                        revision,
                        failureDetector.isWarming(),
                        views.map(agent -> agent.view(now)).toList(),
                        removed);
        changed.clear();
        drainedRevision = revision;
        return delta;
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized boolean hasUndrained() {
        return revision != drainedRevision;
    }

    public synchronized boolean isWarming() {
        return failureDetector.isWarming();
    }

    public synchronized int count(AgentKind kind, Liveness liveness) {
        return (int)
                agents.values().stream()
                        .filter(agent -> agent.registration.kind() == kind)
                        .filter(agent -> agent.liveness == liveness)
                        .count();
    }

    private RegistryReply taken(Agent agent) {
        agent.stretch = timers.stretch(agents.size());
        return new RegistryReply.Taken(timers.beatIntervalMs(agent.stretch));
    }

    private void change(Agent agent) {
        agent.revision = ++revision;
        changed.add(agent.id);
    }

    private void forget(AgentId id) {
        agents.remove(id);
        revision++;
        changed.add(id);
    }

    /** Makes room at the bound: whoever has been lost for longest goes. */
    private boolean forgetOneLost() {
        List<Agent> lost =
                agents.values().stream().filter(a -> a.liveness == Liveness.LOST).toList();
        var longest = lost.stream().min(Comparator.comparingLong(a -> a.livenessSince));
        longest.ifPresent(agent -> forget(agent.id));
        return longest.isPresent();
    }
}
