package dev.codefleet.registry.agent;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.HeartbeatReply;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.registry.membership.Agents;
import dev.codefleet.registry.membership.LivenessTimes;
import dev.codefleet.registry.membership.RegistryReply;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.simulation.Call;
import dev.codefleet.simulation.Ledger;
import dev.codefleet.simulation.Life;
import dev.codefleet.simulation.Network;
import dev.codefleet.simulation.Server;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import dev.codefleet.web.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One life of a registry: {@link Agents} behind a simulated door. */
public final class SimulatedRegistry implements Server {
    private static final LivenessTimes TIMERS =
            new LivenessTimes(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(15),
                    Duration.ofHours(1),
                    Duration.ofMillis(500),
                    10_000);
    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private final Life life;
    private final Ledger ledger;
    private final long startedAt;
    private final Agents agents;
    private final Set<Call> readers = new LinkedHashSet<>();
    private boolean isFlushScheduled;

    public SimulatedRegistry(Life life, Network network, Ledger ledger) {
        TrustWindow.requireLongerThanSelfStop(TIMERS.lostAfter());
        this.life = life;
        this.ledger = ledger;
        this.startedAt = life.nanos();
        this.agents = new Agents(TIMERS, 20_000, life.nanos());
        network.listen(life, this);
        life.every(TIMERS.tick(), this::tick);
        life.every(KEEP_ALIVE, () -> tell(Sse.KEEP_ALIVE.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void handle(Call call) {
        var path = call.path().split("[/?]", -1);
        if (path[3].equals("events")) {
            watch(call);
            return;
        }
        var id = new AgentId(path[3]);
        switch (call.method()) {
            case "PUT" ->
                    answer(
                            call,
                            agents.register(
                                    id, read(call, Registration.class), null, life.nanos()));
            case "POST" -> answer(call, agents.beat(id, read(call, Heartbeat.class), life.nanos()));
            case "DELETE" -> {
                agents.leave(id, Long.valueOf(path[4].substring("incarnation=".length())));
                call.answer(204);
            }
            default -> call.answer(405);
        }
        wake();
    }

    private static void answer(Call call, RegistryReply outcome) {
        switch (outcome) {
            case RegistryReply.Taken taken ->
                    call.answer(200, Json.bytes(new HeartbeatReply(taken.nextIntervalMs())));
            case RegistryReply.Unknown unknown -> refuse(call, 404, "UNKNOWN_AGENT");
            case RegistryReply.Superseded superseded -> refuse(call, 410, "SUPERSEDED");
            case RegistryReply.ForeignKey foreign -> refuse(call, 409, "ID_TAKEN");
            case RegistryReply.Unproven unproven -> refuse(call, 401, unproven.refusal().code());
            case RegistryReply.Full full -> refuse(call, 503, "REGISTRY_FULL");
        }
    }

    private static void refuse(Call call, int status, String code) {
        call.refuse(Problem.of(status, code, code, "simulated"));
    }

    private void watch(Call call) {
        call.open();
        var snapshot = agents.snapshot(life.nanos());
        call.write(EventStream.encoded(Sse.json(Long.toString(snapshot.revision()), snapshot)));
        readers.add(call);
        call.onGone(() -> readers.remove(call));
    }

    private void tick() {
        agents.tick(life.nanos());
        wake();
        if (life.nanos() - startedAt < TIMERS.lostAfter().toNanos()) {
            var accused =
                    agents.snapshot(life.nanos()).agents().stream()
                            .filter(agent -> agent.liveness() != Liveness.ALIVE)
                            .map(AgentView::id)
                            .toList();
            ledger.require(
                    accused.isEmpty(),
                    () -> life.name() + " has just started, but accuses " + accused);
        }
    }

    private void wake() {
        if (agents.hasUndrained() && !isFlushScheduled) {
            isFlushScheduled = true;
            life.after(COALESCE, this::flush);
        }
    }

    private void flush() {
        isFlushScheduled = false;
        WatchEvent.Delta delta = agents.drain(life.nanos());
        if (delta != null) {
            tell(EventStream.encoded(Sse.json(Long.toString(delta.revision()), delta)));
        }
    }

    private void tell(byte[] event) {
        List.copyOf(readers).forEach((Consumer<Call>) reader -> reader.write(event));
    }

    private static <T> T read(Call call, Class<T> type) {
        try {
            return Json.mapper().readValue(call.body(), type);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
