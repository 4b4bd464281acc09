package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import java.util.List;
import java.util.Locale;

/**
 * Who an agent is.
 *
 * @param url base address, without a trailing slash
 * @param lanes empty for gateways
 */
public record AgentIdentity(AgentId id, String url, List<Lane> lanes) {

    /**
     * From what the agent was told, completed by the defaults of its kind.
     *
     * @param port on which it listens
     * @throws IllegalArgumentException if the configured id is out of form
     */
    public static AgentIdentity of(AnnouncerConfig config, AgentKind kind, int port) {
        var name = kind.name().toLowerCase(Locale.ROOT);
        var id = config.id().orElse(name + "-" + port);
        var url = config.url().orElse("http://" + config.host() + ":" + port);
        var lanes = config.lanes().orElse(defaultLanes(kind));
        return new AgentIdentity(
                new AgentId(id),
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                lanes);
    }

    private static List<Lane> defaultLanes(AgentKind kind) {
        return switch (kind) {
            case GATEWAY -> List.of();
            case MANAGER -> List.of(Lane.CODE);
            case PROGRAMMER -> List.of(Lane.values());
        };
    }
}
