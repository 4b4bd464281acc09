package dev.codefleet.programmer.lifecycle;

import static dev.codefleet.registryclient.PeerEndpoints.endpoint;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.registryclient.PeerEndpoints;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Every endpoint of a programmer: each is for managers, of whom any may have taken a job over. A
 * test walks all that a programmer serves and fails for what is missing here.
 */
@Singleton
class ProgrammerEndpoints {
    private static final PeerEndpoints TABLE =
            new PeerEndpoints(
                    List.of(
                            endpoint("POST", "/v1/attempts", AgentKind.MANAGER),
                            endpoint("GET", "/v1/attempts", AgentKind.MANAGER),
                            endpoint("POST", "/v1/attempts/followed", AgentKind.MANAGER),
                            endpoint("GET", "/v1/attempts/{id}", AgentKind.MANAGER),
                            endpoint("DELETE", "/v1/attempts/{id}", AgentKind.MANAGER),
                            endpoint("GET", "/v1/attempts/{id}/events", AgentKind.MANAGER),
                            endpoint("GET", "/v1/attempts/{id}/bundle", AgentKind.MANAGER),
                            endpoint("GET", "/v1/attempts/{id}/log", AgentKind.MANAGER),
                            endpoint("POST", "/v1/attempts/{id}/cancel", AgentKind.MANAGER),
                            endpoint("HEAD", "/v1/bundles/{sha256}", AgentKind.MANAGER),
                            endpoint("PUT", "/v1/bundles/{sha256}", AgentKind.MANAGER)));

    @Produces
    @Singleton
    static PeerEndpoints endpoints() {
        return TABLE;
    }
}
