package dev.codefleet.manager.lifecycle;

import static dev.codefleet.registryclient.PeerEndpoints.endpoint;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.registryclient.PeerEndpoints;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Every endpoint of a manager: each is for gateways, which say for whom they ask. A test walks all
 * that a manager serves and fails for what is missing here.
 */
@Singleton
class ManagerEndpoints {
    private static final PeerEndpoints TABLE =
            new PeerEndpoints(
                    List.of(
                            endpoint("GET", "/v1/demand", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/disk", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs", AgentKind.GATEWAY),
                            endpoint("POST", "/v1/jobs", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}", AgentKind.GATEWAY),
                            endpoint("DELETE", "/v1/jobs/{id}", AgentKind.GATEWAY),
                            endpoint("POST", "/v1/jobs/{id}/cancel", AgentKind.GATEWAY),
                            endpoint("POST", "/v1/jobs/{id}/resume", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/subtasks", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/subtasks/{key}/log", AgentKind.GATEWAY),
                            endpoint(
                                    "GET",
                                    "/v1/jobs/{id}/subtasks/{key}/log.gz",
                                    AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/events", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/receipts", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/attestations", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/result.patch", AgentKind.GATEWAY),
                            endpoint("GET", "/v1/jobs/{id}/result.bundle", AgentKind.GATEWAY),
                            endpoint("HEAD", "/v1/repositories/{sha256}", AgentKind.GATEWAY),
                            endpoint("PUT", "/v1/repositories/{sha256}", AgentKind.GATEWAY)));

    @Produces
    @Singleton
    static PeerEndpoints endpoints() {
        return TABLE;
    }
}
