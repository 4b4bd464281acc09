package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.gateway.fleet.view.FleetTree;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AgentStatus;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.web.BuildInfo;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Registration and status of this gateway as an agent. */
@Singleton
class GatewayAgent implements AgentStatus {
    private static final Logger LOG = Logger.getLogger(GatewayAgent.class);
    private static final Status IDLE = new Status(AgentState.IDLE, null, 0, List.of(), List.of());
    private static final int SUPERSEDED_EXIT_CODE = 3;

    private final AgentIdentity identity;
    private final Registration registration;

    @Produces
    @Singleton
    static AgentIdentity identity(
            AnnouncerConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        return AgentIdentity.of(config, AgentKind.GATEWAY, port);
    }

    GatewayAgent(AgentIdentity identity, InstantSource clock, BuildInfo build) {
        this.identity = identity;
        registration =
                new Registration(
                        AgentKind.GATEWAY,
                        identity.url(),
                        List.of(),
                        List.of(),
                        0,
                        // A gateway has no state to keep the last one in; nothing but its listing
                        // hangs on it.
                        clock.millis(),
                        Map.of(FleetTree.PID_LABEL, Long.toString(ProcessHandle.current().pid())),
                        build.toString());
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
        return IDLE;
    }

    @Override
    public void superseded() {
        LOG.errorf("Another process took over this name, so this one ends: agent=%s", id());
        Quarkus.asyncExit(SUPERSEDED_EXIT_CODE);
    }
}
