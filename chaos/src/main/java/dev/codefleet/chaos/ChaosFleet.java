package dev.codefleet.chaos;

import dev.codefleet.chaos.fault.DiskFaults;
import dev.codefleet.chaos.fault.FaultKind;
import dev.codefleet.chaos.relay.Link;
import dev.codefleet.chaos.relay.RelayNetwork;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.FreePortOffset;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.localfleet.ServiceKind;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresOptions;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The fleet of a fault run, with its database and all its connections in the run's own hands. */
final class ChaosFleet implements AutoCloseable {

    private static final int SMALL_DISKS = 2;

    private final Deque<AutoCloseable> opened;
    private final EmbeddedPostgres postgres;
    private final RelayNetwork network;
    private final DiskFaults disks;
    private final ClockSkew clocks;
    private final LocalFleet processes;

    private ChaosFleet(
            ChaosSettings settings,
            Home home,
            Installation installation,
            Map<String, String> environment,
            Deque<AutoCloseable> opened) {
        this.opened = opened;
        var spec = FreePortOffset.moved(Topology.spec(settings.slots(), settings.portOffset()));
        var directory = home.directory();
        postgres =
                opened(
                        opened,
                        EmbeddedPostgres.open(
                                directory.resolve(Topology.DATABASE), PostgresOptions.onPort(0)));
        network =
                opened(
                        opened,
                        new RelayNetwork(
                                Topology.ports(spec, postgres.port()),
                                List.of(Topology.CLIENT),
                                Topology.links(spec).stream().flatMap(List::stream).toList(),
                                directory.resolve("hosts")));
        disks =
                opened(
                        opened,
                        new DiskFaults(
                                settings.kinds().contains(FaultKind.DISK_FULL)
                                        ? small(home)
                                        : Map.of()));
        clocks = new ClockSkew(new SplittableRandom(settings.seed()));
        processes = opened(opened, start(spec, home, installation, environment));
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> opened, T one) {
        opened.push(one);
        return one;
    }

    /** Some of the programmers, so that others have room meanwhile. */
    private static Map<String, Path> small(Home home) {
        return IntStream.rangeClosed(1, SMALL_DISKS)
                .mapToObj(number -> "programmer-" + number)
                .collect(Collectors.toMap(id -> id, id -> home.of(ServiceKind.PROGRAMMER, id)));
    }

    static ChaosFleet start(
            ChaosSettings settings,
            Home home,
            Installation installation,
            Map<String, String> environment) {
        var opened = new ArrayDeque<AutoCloseable>();
        try {
            return new ChaosFleet(settings, home, installation, environment, opened);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private LocalFleet start(
            FleetSpec spec, Home home, Installation installation, Map<String, String> inherited) {
        var environment = new HashMap<>(inherited);
        environment.put(
                "CODEFLEET_DATABASE_URL",
                postgres.jdbcUrl().replace("//127.0.0.1:", "//" + Topology.DATABASE + ":"));
        environment.put("CODEFLEET_DATABASE_USER", postgres.user());
        environment.put("CODEFLEET_DATABASE_PASSWORD", postgres.password());
        var registries =
                spec.ports(ServiceKind.REGISTRY).keySet().stream()
                        .map(network::url)
                        .collect(Collectors.joining(","));
        return LocalFleet.start(
                spec, home, installation, environment, id -> own(id, registries), _ -> {});
    }

    private Map<String, String> own(String id, String registries) {
        var own = new HashMap<>(network.environment(id));
        own.put("CODEFLEET_URL", network.url(id));
        own.put("CODEFLEET_REGISTRIES", registries);
        own.put("WALL_CLOCK_OFFSET", clocks.offset(id).toString());
        // Nothing else that an attempt sees tells where it runs.
        own.put("FAULT_RUN_PROGRAMMER", id);
        own.put("CODEFLEET_PROGRAMMER_ENVIRONMENT", "JAVA_HOME,FAULT_RUN_PROGRAMMER");
        return own;
    }

    LocalFleet processes() {
        return processes;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    RelayNetwork network() {
        return network;
    }

    /** Where there may be none. */
    DiskFaults disks() {
        return disks;
    }

    ClockSkew clocks() {
        return clocks;
    }

    /** All links, those for the same purpose together. */
    List<List<Link>> links() {
        return Topology.links(processes.spec());
    }

    /** The addresses at which clients reach the gateways. */
    List<String> doors() {
        return processes.spec().ports(ServiceKind.GATEWAY).keySet().stream()
                .map(id -> network.url(Topology.CLIENT, id))
                .toList();
    }

    @Override
    public void close() {
        closeAll(opened);
    }

    /** Each of them, the last one first. */
    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("Cannot end the run's fleet", e);
            }
        }
    }
}
