package dev.codefleet.cli.follow;

import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;

/** Slots of the live programmers of a fleet, over all jobs. */
record FleetSlots(int busy, int free) {
    static FleetSlots of(FleetView fleet) {
        var all = 0;
        var free = 0;
        for (var programmer : fleet.programmers()) {
            if (programmer.liveness() == Liveness.ALIVE) {
                var load = programmer.load();
                all += load.slots() == null ? 0 : load.slots();
                free += load.freeSlots() == null ? 0 : load.freeSlots();
            }
        }
        return new FleetSlots(all - free, free);
    }
}
