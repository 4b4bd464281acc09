package dev.codefleet.chaos.fault;

import dev.codefleet.chaos.relay.Link;
import dev.codefleet.chaos.relay.RelayNetwork;
import dev.codefleet.chaos.relay.RelayNetwork.Direction;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Faults of the connections between processes. */
public final class LinkFaults {
    private static final int SLOWEST_MS = 400;

    private final RelayNetwork network;
    private final Map<String, Link> byName;

    public LinkFaults(RelayNetwork network, Collection<Link> links) {
        this.network = network;
        this.byName = links.stream().collect(Collectors.toMap(Link::toString, Function.identity()));
    }

    public Map<FaultKind, FaultAction> damages() {
        return Map.of(
                FaultKind.CUT,
                new Harm(
                        fault -> network.cut(link(fault), direction(fault)),
                        fault -> network.mend(link(fault))),
                FaultKind.ISOLATE,
                new Harm(
                        fault -> network.isolate(fault.target(), direction(fault)),
                        fault -> network.rejoin(fault.target())),
                FaultKind.SLOW,
                new Harm(
                        fault -> network.slow(link(fault), 1 + fault.shade() * SLOWEST_MS / 100),
                        fault -> network.mend(link(fault))),
                FaultKind.RESET,
                new Harm(fault -> network.reset(link(fault)), _ -> {}));
    }

    private Link link(Fault fault) {
        var link = byName.get(fault.target());
        if (link == null) {
            throw new IllegalArgumentException("no link " + fault.target());
        }
        return link;
    }

    /** Half of the cuts are in one direction only. */
    private static Direction direction(Fault fault) {
        return switch (fault.shade() % 4) {
            case 0 -> Direction.THERE;
            case 1 -> Direction.BACK;
            default -> Direction.BOTH;
        };
    }

    private record Harm(Consumer<Fault> making, Consumer<Fault> mending) implements FaultAction {
        @Override
        public boolean make(Fault fault) {
            making.accept(fault);
            return true;
        }

        @Override
        public void mend(Fault fault) {
            mending.accept(fault);
        }
    }
}
