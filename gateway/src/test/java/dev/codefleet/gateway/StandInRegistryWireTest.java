package dev.codefleet.gateway;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contracttests.RegistryContract;
import dev.codefleet.support.Json;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/** The registry of the gateway's tests says nothing that the service would not. */
class StandInRegistryWireTest extends RegistryContract {
    private final StandInRegistry registry = new StandInRegistry();

    @AfterEach
    void stop() {
        registry.stop();
    }

    @Override
    protected Given given() {
        var url = Objects.requireNonNull(registry.start().get("codefleet.registries"));
        var address = URI.create(url);
        var client = new GatewayClient(address);
        return new Given() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public void appears(AgentId id, Registration registration, Heartbeat beat) {
                put(
                        new AgentView(
                                id,
                                registration,
                                beat.state(),
                                Liveness.ALIVE,
                                null,
                                beat,
                                0,
                                1,
                                null));
            }

            @Override
            public void leaves(AgentId id) {
                put();
            }

            private void put(AgentView... agents) {
                var body = BodyPublishers.ofString(Json.text(List.of(agents)));
                client.send(client.to(StandInRegistry.AGENTS).PUT(body).build());
            }
        };
    }
}
