package dev.codefleet.contract.job;

import dev.codefleet.contract.agent.Lane;
import java.util.List;

/** What an autoscaler needs to know ({@code GET /v1/fleet/demand}). */
public record Demand(List<LaneDemand> lanes) {
    /**
     * @param readySubtasks that wait for a slot now
     * @param runningSubtasks that occupy one
     * @param slots of live programmers of the lane
     * @param freeSlots of them, the free ones
     */
    public record LaneDemand(
            Lane lane, int readySubtasks, int runningSubtasks, int slots, int freeSlots) {}
}
