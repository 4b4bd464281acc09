package dev.codefleet.chaos;

import dev.codefleet.chaos.relay.Link;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.ServiceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of a fault run's fleet and the links between them: clients call gateways, gateways
 * managers, managers programmers and the database, and all of them the registries.
 */
final class Topology {
    static final String CLIENT = "client";
    static final String DATABASE = "postgres";
    private static final int GATEWAYS = 2;
    private static final int MANAGERS = 3;
    private static final int REGISTRIES = 3;
    private static final int PROGRAMMERS = 6;

    private Topology() {}

    static FleetSpec spec(int slots, int portOffset) {
        return new FleetSpec(
                GATEWAYS, MANAGERS, REGISTRIES, PROGRAMMERS, slots, portOffset, false, Map.of());
    }

    /** The ports of all on this machine, by their names. */
    static Map<String, Integer> ports(FleetSpec spec, int ofDatabase) {
        var ports = new LinkedHashMap<String, Integer>();
        for (var kind : ServiceKind.values()) {
            ports.putAll(spec.ports(kind));
        }
        ports.put(DATABASE, ofDatabase);
        return ports;
    }

    /** All links, those for the same purpose together. */
    static List<List<Link>> links(FleetSpec spec) {
        var gateways = List.copyOf(spec.ports(ServiceKind.GATEWAY).keySet());
        var managers = List.copyOf(spec.ports(ServiceKind.MANAGER).keySet());
        var programmers = List.copyOf(spec.ports(ServiceKind.PROGRAMMER).keySet());
        var agents = new ArrayList<>(gateways);
        agents.addAll(managers);
        agents.addAll(programmers);
        return List.of(
                all(List.of(CLIENT), gateways),
                all(gateways, managers),
                all(managers, programmers),
                all(managers, List.of(DATABASE)),
                all(agents, List.copyOf(spec.ports(ServiceKind.REGISTRY).keySet())));
    }

    private static List<Link> all(List<String> from, List<String> to) {
        return from.stream()
                .flatMap(one -> to.stream().map(other -> new Link(one, other)))
                .toList();
    }
}
