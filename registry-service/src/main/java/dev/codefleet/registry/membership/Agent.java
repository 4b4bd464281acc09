package dev.codefleet.registry.membership;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.identity.SigningKeys;
import java.security.PublicKey;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of an agent, as it was heard. Guarded by {@link Agents}; times are monotonic
 * nanoseconds.
 */
public final class Agent {
    final AgentId id;
    Registration registration;

    /** That it is known by; null in a registry that asks for no proof. */
    final @Nullable PublicKey key;

    private final @Nullable String keyText;

    @Nullable Heartbeat heartbeat;
    Liveness liveness = Liveness.ALIVE;

    /** When liveness last became what it is. */
    long livenessSince;

    /** When the agent was last heard. */
    long heardAt;

    /**
     * From when its silence counts: {@link #heardAt}, or later by the time that the registry itself
     * was paused.
     */
    long silentFrom;

    /** The stretch of times that the agent was last told. */
    double stretch = 1;

    /** The registry's revision that last changed the agent. */
    long revision;

    Agent(AgentId id, Registration registration, @Nullable PublicKey key, long now) {
        this.id = id;
        this.registration = registration;
        this.key = key;
        this.keyText = key == null ? null : SigningKeys.text(key);
        this.livenessSince = now;
        heard(now);
    }

    public AgentId id() {
        return id;
    }

    void heard(long now) {
        heardAt = now;
        silentFrom = now;
    }

    void become(Liveness next, long now) {
        liveness = next;
        livenessSince = now;
    }

    AgentView view(long now) {
        var isLost = liveness == Liveness.LOST;
        var beat = heartbeat;
        var state = isLost ? AgentState.FAILED : beat == null ? AgentState.IDLE : beat.state();
        var message = isLost ? "heartbeat lost" : beat == null ? null : beat.message();
        var silentMs = TimeUnit.NANOSECONDS.toMillis(now - heardAt);
        return new AgentView(
                id, registration, state, liveness, message, beat, silentMs, revision, keyText);
    }

    /** Whether a beat says something new, besides that the agent lives. */
    boolean isNews(Heartbeat beat) {
        var before = heartbeat;
        return before == null
                || before.state() != beat.state()
                || before.freeSlots() != beat.freeSlots()
                || !Objects.equals(before.message(), beat.message())
                || !before.attempts().equals(beat.attempts())
                || !before.jobs().equals(beat.jobs());
    }
}
