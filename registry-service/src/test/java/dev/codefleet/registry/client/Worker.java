package dev.codefleet.registry.client;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.registryclient.AgentStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A programmer of the tests. */
final class Worker implements AgentStatus {
    private final AgentId id;
    private final long incarnation;
    private final CompletableFuture<Boolean> superseded = new CompletableFuture<>();
    private volatile int freeSlots = 2;

    Worker(String id, long incarnation) {
        this.id = new AgentId(id);
        this.incarnation = incarnation;
    }

    void occupy(int slots) {
        freeSlots = 2 - slots;
    }

    Future<Boolean> wasSuperseded() {
        return superseded;
    }

    @Override
    public AgentId id() {
        return id;
    }

    @Override
    public Registration registration() {
        return new Registration(
                AgentKind.PROGRAMMER,
                "http://127.0.0.1:6151",
                List.of(Lane.CODE),
                List.of(ExecutorKind.COMMAND),
                2,
                incarnation,
                Map.of(),
                "1");
    }

    @Override
    public Status status() {
        var state = freeSlots == 2 ? AgentState.IDLE : AgentState.EXECUTING;
        return new Status(state, null, freeSlots, List.of(), List.of());
    }

    @Override
    public void superseded() {
        superseded.complete(true);
    }
}
