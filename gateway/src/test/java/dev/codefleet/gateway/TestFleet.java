package dev.codefleet.gateway;

import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.registryclient.view.Directory;
import dev.codefleet.support.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Has the registry tell which agents there are, and waits until the gateway knows. */
@ApplicationScoped
public class TestFleet {
    private final Directory directory;
    private final GatewayClient registry;

    TestFleet(Directory directory, @ConfigProperty(name = "codefleet.registries") URI registry) {
        this.directory = directory;
        this.registry = new GatewayClient(registry);
    }

    public void is(AgentView... agents) {
        var expected = essence(List.of(agents));
        var known = new CompletableFuture<Boolean>();
        var put =
                registry.to(StandInRegistry.AGENTS).PUT(BodyPublishers.ofString(Json.text(agents)));
        registry.send(put.build());
        directory.onChange(snapshot -> {
            if (essence(snapshot.agents()).equals(expected)) {
                known.complete(true);
            }
        });
        known.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** What the gateway registered of itself, by path. */
    public String registered() {
        return registry.get(StandInRegistry.REGISTERED).body();
    }

    private record Essence(String id, String url, Object state, Object liveness) {}

    private static Set<Essence> essence(List<AgentView> agents) {
        return agents.stream()
                .map(agent ->
                        new Essence(
                                agent.id().value(),
                                agent.registration().url(),
                                agent.state(),
                                agent.liveness()))
                .collect(Collectors.toSet());
    }
}
