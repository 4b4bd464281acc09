package dev.codefleet.registry.membership;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Liveness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides from silence alone which agents are suspect, lost or forgotten. Used under the lock of
 * {@link Agents}; times are monotonic nanoseconds.
 */
public final class FailureDetector {
    /** A tick that comes later than this after it was due means that this process was paused. */
    static final Duration LATE = Duration.ofSeconds(1);

    private final LivenessTimes timers;
    private final long startedAt;
    private final Map<AgentKind, SelfPreservation> preservation = new EnumMap<>(AgentKind.class);
    private long lastLook;
    private boolean isWarming = true;

    FailureDetector(LivenessTimes timers, long now) {
        this.timers = timers;
        this.startedAt = now;
        this.lastLook = now;
        for (var kind : AgentKind.values()) {
            preservation.put(kind, new SelfPreservation());
        }
    }

    /**
     * What a look found; liveness is set already, those to forget are still there.
     *
     * @param pausedMs milliseconds for which this process itself was not running; 0 when it was in
     *     time
     * @param isProtecting kinds of which silence makes nobody lost now
     */
    public record Findings(
            List<Agent> suspects,
            List<Agent> lost,
            List<Agent> forgotten,
            boolean endedWarming,
            long pausedMs,
            List<AgentKind> isProtecting) {}

    boolean isWarming() {
        return isWarming;
    }

    Findings look(Collection<Agent> agents, long now) {
        var paused = excusePause(agents, now);
        var wasWarming = isWarming;
        isWarming = isWarming && now - startedAt < timers.lostAfter().toNanos();
        var suspects = new ArrayList<Agent>();
        var lost = new ArrayList<Agent>();
        var forgotten = new ArrayList<Agent>();
        if (!isWarming) {
            suspect(agents, now, suspects);
            observePools(agents, now);
            giveUp(agents, now, lost, forgotten);
        }
        return new Findings(
                suspects,
                lost,
                forgotten,
                wasWarming && !isWarming,
                Duration.ofNanos(paused).toMillis(),
                protectedKinds());
    }

    private long excusePause(Collection<Agent> agents, long now) {
        var paused = now - lastLook - timers.tick().toNanos();
        lastLook = now;
        if (paused <= LATE.toNanos()) {
            return 0;
        }
        for (var agent : agents) {
            agent.silentFrom = Math.min(now, agent.silentFrom + paused);
        }
        preservation.values().forEach(pool -> pool.wasLate(now));
        return paused;
    }

    private void suspect(Collection<Agent> agents, long now, List<Agent> suspects) {
        for (var agent : agents) {
            if (agent.liveness == Liveness.ALIVE
                    && now - agent.silentFrom >= timers.suspectNanos(agent.stretch)) {
                agent.become(Liveness.SUSPECT, now);
                suspects.add(agent);
            }
        }
    }

    private void observePools(Collection<Agent> agents, long now) {
        for (var kind : AgentKind.values()) {
            var size = 0;
            var heard = 0;
            var suspects = 0;
            for (var agent : agents) {
                if (agent.registration.kind() != kind || agent.liveness == Liveness.LOST) {
                    continue;
                }
                size++;
                // By when it was really heard: an excused pause does not bring anybody back.
                heard += now - agent.heardAt < timers.suspectNanos(agent.stretch) ? 1 : 0;
                var isNew = now - agent.livenessSince <= SelfPreservation.WINDOW.toNanos();
                suspects += agent.liveness == Liveness.SUSPECT && isNew ? 1 : 0;
            }
            pool(kind).observe(now, size, heard, suspects);
        }
    }

    private void giveUp(
            Collection<Agent> agents, long now, List<Agent> lost, List<Agent> forgotten) {
        for (var agent : agents) {
            if (agent.liveness == Liveness.SUSPECT
                    && now - agent.silentFrom >= timers.lostNanos(agent.stretch)
                    && !pool(agent.registration.kind()).isProtecting()) {
                agent.become(Liveness.LOST, now);
                lost.add(agent);
            } else if (agent.liveness == Liveness.LOST
                    && now - agent.livenessSince >= timers.forgetAfter().toNanos()) {
                forgotten.add(agent);
            }
        }
    }

    private List<AgentKind> protectedKinds() {
        return preservation.entrySet().stream()
                .filter(pool -> pool.getValue().isProtecting())
                .map(Map.Entry::getKey)
                .toList();
    }

    private SelfPreservation pool(AgentKind kind) {
        return Objects.requireNonNull(preservation.get(kind));
    }
}
