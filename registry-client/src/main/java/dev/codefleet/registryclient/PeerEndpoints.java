package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.web.EndpointTable;
import dev.codefleet.web.EndpointTable.Match;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every endpoint of an agent and the kinds of agents that may call it: the one table, which a
 * service gives as a bean. What is not in it is for nobody.
 */
public final class PeerEndpoints {
    /** What all services have beside their own. None of it says what a job is about. */
    private static final List<PeerEndpoint> COMMON =
            Stream.of(
                            "/q/health",
                            "/q/health/live",
                            "/q/health/ready",
                            "/q/health/started",
                            "/q/health/well",
                            // Prometheus has no key of the fleet, and makes no tokens.
                            "/q/metrics",
                            "/q/openapi",
                            "/q/openapi.json",
                            "/q/openapi.yaml",
                            "/q/openapi.yml")
                    .map(path -> new PeerEndpoint("GET", path, Set.of()))
                    .toList();

    private final EndpointTable<PeerEndpoint> table;

    /**
     * One endpoint.
     *
     * @param kinds who may call it; empty if nobody is asked who he is
     */
    public record PeerEndpoint(String method, String path, Set<AgentKind> kinds)
            implements EndpointTable.Endpoint {
        public boolean isOpen() {
            return kinds.isEmpty();
        }
    }

    /**
     * @param own of the service, each for at least one kind
     */
    public PeerEndpoints(List<PeerEndpoint> own) {
        this.table = new EndpointTable<>(Stream.concat(COMMON.stream(), own.stream()).toList());
    }

    /** An endpoint for those kinds of agents. */
    public static PeerEndpoint endpoint(
            String method, String path, AgentKind kind, AgentKind... more) {
        return new PeerEndpoint(method, path, Set.copyOf(EnumSet.of(kind, more)));
    }

    public List<PeerEndpoint> all() {
        return table.all();
    }

    public Match<PeerEndpoint> find(String method, String path) {
        return table.find(method, path);
    }
}
