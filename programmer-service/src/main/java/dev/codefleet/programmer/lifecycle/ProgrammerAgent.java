package dev.codefleet.programmer.lifecycle;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AgentStatus;
import java.util.List;
import java.util.Map;

/** The registration and the state of this programmer, as the registries are told. */
public final class ProgrammerAgent implements AgentStatus {
    private final AgentIdentity identity;
    private final Attempts attempts;
    private final Registration registration;
    private final Runnable exit;

    /**
     * @param labels what people and autoscalers may want to know
     * @param exit ends this process; must not block
     */
    public ProgrammerAgent(
            AgentIdentity identity,
            Attempts attempts,
            Map<String, String> labels,
            String version,
            Runnable exit) {
        this.identity = identity;
        this.attempts = attempts;
        this.exit = exit;
        this.registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        identity.url(),
                        identity.lanes(),
                        List.of(ExecutorKind.COMMAND, ExecutorKind.NONE),
                        attempts.slots().total(),
                        attempts.incarnation(),
                        labels,
                        version);
    }

    @Override
    public AgentId id() {
        return identity.id();
    }

    @Override
    public Registration registration() {
        return registration;
    }

    @Override
    public Status status() {
        var holders = attempts.slots().holders().stream().map(Object::toString).toList();
        var isDraining = attempts.isDraining();
        var state = holders.isEmpty() ? AgentState.IDLE : AgentState.EXECUTING;
        return new Status(
                isDraining ? AgentState.DRAINING : state,
                null,
                isDraining ? 0 : attempts.slots().total() - holders.size(),
                holders,
                List.of());
    }

    @Override
    public void superseded() {
        attempts.drain();
        attempts.running().stopAll(StopReason.CUT_OFF);
        exit.run();
    }
}
