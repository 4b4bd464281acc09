package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;

/** Finds a port offset at which all ports of a fleet are free. */
public final class FreePortOffset {
    private static final int STEP = 100;
    private static final int TRIES = 200;

    private FreePortOffset() {}

    /**
     * The same fleet at the first port offset, from its own upwards, where all its ports are free
     * now.
     *
     * @throws CommandFailed if there is none
     */
    public static FleetSpec moved(FleetSpec spec) {
        for (var i = 0; i < TRIES; i++) {
            var moved = spec.withPortOffset(spec.portOffset() + i * STEP);
            if (PortCheck.areFree(FleetPlan.ports(moved, true).keySet())) {
                return moved;
            }
        }
        throw CommandFailed.noFleet("There are no free ports for a fleet.");
    }
}
