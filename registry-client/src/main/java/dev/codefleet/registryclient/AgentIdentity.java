package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.identity.AgentName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Kind, name, address and lanes of an agent.
 *
 * @param url base address, without a trailing slash
 * @param lanes empty for gateways
 */
public record AgentIdentity(AgentKind kind, AgentId id, String url, List<Lane> lanes) {

    /** Every address of the machine: nothing that others could call. */
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    /**
     * From what the agent was told, completed by the defaults of its kind. An agent that listens on
     * every address of its machine takes the machine's name into its address and id, so that
     * containers of one image differ and reach each other.
     *
     * @param port on which it listens
     * @throws IllegalArgumentException if the id is out of form
     */
    public static AgentIdentity of(AnnouncerConfig config, AgentKind kind, int port) {
        return of(config, kind, port, AgentIdentity::machine);
    }

    /**
     * As {@link #of(AnnouncerConfig, AgentKind, int)}.
     *
     * @param machine gives the machine's name, in the form that others can resolve
     */
    public static AgentIdentity of(
            AnnouncerConfig config, AgentKind kind, int port, Supplier<String> machine) {
        var name = kind.name().toLowerCase(Locale.ROOT);
        var isOnAny = ANY_ADDRESS.contains(config.host());
        var id =
                config.id()
                        .orElseGet(() -> name + "-" + (isOnAny ? machine.get() + "-" : "") + port);
        var lanes = config.lanes().orElse(defaultLanes(kind));
        return new AgentIdentity(kind, new AgentId(id), address(config, port, machine), lanes);
    }

    /** Its name in tokens. */
    public AgentName name() {
        return new AgentName(kind, id);
    }

    /** The address at which others reach a service, agent or not, without a trailing slash. */
    public static String address(AnnouncerConfig config, int port) {
        return address(config, port, AgentIdentity::machine);
    }

    private static String address(AnnouncerConfig config, int port, Supplier<String> machine) {
        var isOnAny = ANY_ADDRESS.contains(config.host());
        var host = isOnAny && config.url().isEmpty() ? machine.get() : config.host();
        var url = config.url().orElse("http://" + host + ":" + port);
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "This machine does not know its own name. Set CODEFLEET_ID and CODEFLEET_URL.",
                    e);
        }
    }

    private static List<Lane> defaultLanes(AgentKind kind) {
        return switch (kind) {
            case GATEWAY -> List.of();
            case MANAGER -> List.of(Lane.CODE);
            case PROGRAMMER -> List.of(Lane.values());
        };
    }
}
