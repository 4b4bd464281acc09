package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.support.ProcessTrees;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The fleet of a home as other processes than its supervisor find it. */
public final class RunningFleet {
    /** Five orderly stops one after the other, each with its own limit. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final Home home;

    /**
     * What there was to stop.
     *
     * @param wasUp whether there was a supervisor
     * @param leftovers processes that an earlier supervisor had left
     */
    public record Stopped(boolean wasUp, int leftovers) {}

    public RunningFleet(Home home) {
        this.home = home;
    }

    /** Whether someone supervises a fleet of this home. */
    public boolean isUp() {
        return FleetLock.isHeld(home);
    }

    /** The address of a gateway, one that lives if there is one; empty if no fleet is ready. */
    public Optional<String> gatewayUrl() {
        return new FleetFile(home)
                .read()
                .filter(fleet -> fleet.isReady() && isUp())
                .flatMap(fleet ->
                        fleet.members().stream()
                                .filter(member -> member.kind() == ServiceKind.GATEWAY)
                                .max(Comparator.comparing(RunningFleet::isAlive))
                                .map(FleetRecord.MemberRecord::url));
    }

    /** The key by which the home's owner calls its gateways; empty before the first start. */
    public Optional<String> key() {
        return new LocalKey(home).read();
    }

    /** Whether an address is that of one of the gateways of the fleet, which is up. */
    public boolean hasGateway(URI address) {
        return isUp()
                && new FleetFile(home)
                        .read().map(FleetRecord::members).orElse(List.of()).stream()
                                .filter(member -> member.kind() == ServiceKind.GATEWAY)
                                .map(member -> URI.create(member.url()))
                                .anyMatch(own ->
                                        own.getPort() == address.getPort()
                                                && (own.getHost().equals(address.getHost())
                                                        || "localhost".equals(address.getHost())));
    }

    /** The gateways' addresses for people, or that the fleet is still starting. */
    public String describe() {
        return new FleetFile(home)
                .read()
                .filter(FleetRecord::isReady)
                .map(RunningFleet::gatewayUrls)
                .orElse("it is still starting (" + home.directory() + ")");
    }

    /** Ids of the processes that live, by the address that each announces. */
    public Map<String, Long> pidByUrl() {
        return new FleetFile(home)
                .read().map(FleetRecord::members).orElse(List.of()).stream()
                        .filter(RunningFleet::isAlive)
                        .collect(
                                Collectors.toMap(
                                        FleetRecord.MemberRecord::url,
                                        member -> member.process().pid()));
    }

    /**
     * Has the supervisor stop the fleet in order, and ends what a killed supervisor left behind.
     *
     * @param notes told what is waited for
     * @throws CommandFailed if the fleet is just being started or stopped by someone else
     */
    public Stopped stop(Consumer<String> notes) {
        var wasUp = isUp();
        if (wasUp) {
            stopSupervisor(notes);
        }
        return new Stopped(wasUp, stopLeftovers(notes));
    }

    private void stopSupervisor(Consumer<String> notes) {
        var supervisor = new FleetFile(home).read().flatMap(fleet -> fleet.supervisor().find());
        if (supervisor.isEmpty()) {
            throw CommandFailed.failed(
                    "A fleet is just being started or stopped in " + home.directory() + ".",
                    "Try again in a moment.");
        }
        notes.accept("Stopping the fleet ...");
        // Not its children: it stops them itself, in order.
        ProcessTrees.stopAlone(List.of(supervisor.get()), GRACE);
    }

    private int stopLeftovers(Consumer<String> notes) {
        var lock = FleetLock.take(home);
        if (lock.isEmpty()) {
            throw CommandFailed.failed("Another fleet was started in the meantime.");
        }
        try (var held = lock.get()) {
            var count = new Leftovers(home, notes).stop();
            new FleetFile(home).delete();
            return count;
        }
    }

    private static String gatewayUrls(FleetRecord fleet) {
        return fleet.members().stream()
                .filter(member -> member.kind() == ServiceKind.GATEWAY)
                .map(FleetRecord.MemberRecord::url)
                .collect(Collectors.joining(", "));
    }

    private static boolean isAlive(FleetRecord.MemberRecord member) {
        return member.process().find().isPresent();
    }
}
