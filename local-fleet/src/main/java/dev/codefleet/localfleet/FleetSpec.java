package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Description of a fleet to start: how many of each service, their slots and ports.
 *
 * @param slots of each programmer
 * @param portOffset added to every port
 * @param isSupervised whether a process that ends is started again
 * @param environment variables for every service, over those of this process
 */
public record FleetSpec(
        int gateways,
        int managers,
        int registries,
        int programmers,
        int slots,
        int portOffset,
        boolean isSupervised,
        Map<String, String> environment) {
    private static final int MAX_SLOTS = 1_000;
    private static final int MAX_PORT = 65_535;

    /**
     * @throws CommandFailed if a number is out of its range, which is named
     */
    public FleetSpec {
        environment = Map.copyOf(environment);
        requireWithin(1, ServiceKind.GATEWAY.most(), gateways, "--gateways");
        requireWithin(1, ServiceKind.MANAGER.most(), managers, "--managers");
        requireWithin(1, ServiceKind.REGISTRY.most() - 1, registries, "--registries");
        if (registries % 2 == 0) {
            throw CommandFailed.usage(
                    "--registries must be odd, but was " + registries + ".",
                    "A majority of two is both, so that the second one only adds a way to fail.");
        }
        requireWithin(1, ServiceKind.PROGRAMMER.most(), programmers, "--programmers");
        requireWithin(1, MAX_SLOTS, slots, "--slots");
        requireWithin(0, MAX_PORT - Ports.HIGHEST, portOffset, "--port-offset");
    }

    /** 1 gateway, 1 manager, 1 registry and 3 programmers with 2 slots each. */
    public static FleetSpec usual() {
        return new FleetSpec(1, 1, 1, 3, 2, 0, true, Map.of());
    }

    public FleetSpec withProgrammers(int count, int slotsOfEach) {
        return new FleetSpec(
                gateways,
                managers,
                registries,
                count,
                slotsOfEach,
                portOffset,
                isSupervised,
                environment);
    }

    public FleetSpec withGateways(int count) {
        return new FleetSpec(
                count,
                managers,
                registries,
                programmers,
                slots,
                portOffset,
                isSupervised,
                environment);
    }

    public FleetSpec withManagers(int count) {
        return new FleetSpec(
                gateways,
                count,
                registries,
                programmers,
                slots,
                portOffset,
                isSupervised,
                environment);
    }

    public FleetSpec withRegistries(int count) {
        return new FleetSpec(
                gateways,
                managers,
                count,
                programmers,
                slots,
                portOffset,
                isSupervised,
                environment);
    }

    public FleetSpec withPortOffset(int offset) {
        return new FleetSpec(
                gateways,
                managers,
                registries,
                programmers,
                slots,
                offset,
                isSupervised,
                environment);
    }

    /** A process that ends stays down until it is started again by hand. */
    public FleetSpec unsupervised() {
        return new FleetSpec(
                gateways, managers, registries, programmers, slots, portOffset, false, environment);
    }

    public FleetSpec withEnvironment(Map<String, String> variables) {
        return new FleetSpec(
                gateways,
                managers,
                registries,
                programmers,
                slots,
                portOffset,
                isSupervised,
                variables);
    }

    /** The ids of all processes of a kind, in order, and the port of each on this machine. */
    public SortedMap<String, Integer> ports(ServiceKind kind) {
        var ports = new TreeMap<String, Integer>();
        for (var number = 1; number <= count(kind); number++) {
            ports.put(kind.id(number), new Ports(portOffset).of(kind, number));
        }
        return ports;
    }

    int count(ServiceKind kind) {
        return switch (kind) {
            case GATEWAY -> gateways;
            case MANAGER -> managers;
            case PROGRAMMER -> programmers;
            case REGISTRY -> registries;
        };
    }

    private static void requireWithin(int least, int most, int value, String option) {
        if (value < least || value > most) {
            throw CommandFailed.usage(
                    option + " must be from " + least + " to " + most + ", but was " + value + ".");
        }
    }
}
