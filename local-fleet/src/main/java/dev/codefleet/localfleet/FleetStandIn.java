package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import java.util.List;

/**
 * A fleet that is up in name only: whoever looks into its home finds a gateway, which this process
 * stands in for.
 */
public final class FleetStandIn implements AutoCloseable {
    private final FleetLock lock;

    private FleetStandIn(FleetLock lock) {
        this.lock = lock;
    }

    /**
     * Takes a home for it.
     *
     * @throws CommandFailed if there is a fleet
     */
    public static FleetStandIn in(Home home, String gatewayUrl) {
        var lock =
                FleetLock.take(home)
                        .orElseThrow(() ->
                                CommandFailed.failed("A fleet is up in " + home.directory() + "."));
        var itself = ProcessIdentity.current();
        var gateway =
                new FleetRecord.MemberRecord(ServiceKind.GATEWAY, "gateway-1", itself, gatewayUrl);
        new FleetFile(home).write(new FleetRecord(itself, 0, true, List.of(gateway)));
        return new FleetStandIn(lock);
    }

    @Override
    public void close() {
        lock.close();
    }
}
