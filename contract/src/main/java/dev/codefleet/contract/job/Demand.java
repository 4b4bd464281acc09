package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.codefleet.contract.agent.Lane;
import java.util.List;

/**
 * Slots that jobs could use now and slots that there are, for autoscalers ({@code GET
 * /v1/fleet/demand}).
 */
public record Demand(List<LaneDemand> lanes) {
    /**
     * The slots that would run everything at once, over all lanes: what a pool of programmers of
     * every lane is scaled by. Autoscalers read a single number and cannot add.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public int wantedSlots() {
        return lanes.stream().mapToInt(LaneDemand::wantedSlots).sum();
    }

    /**
     * Demand of one lane.
     *
     * @param readySubtasks that wait for a slot now
     * @param runningSubtasks that occupy one
     * @param slots of live programmers of the lane
     * @param freeSlots of them, the free ones
     */
    public record LaneDemand(
            Lane lane, int readySubtasks, int runningSubtasks, int slots, int freeSlots) {
        /** The slots that would run all of the lane at once. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public int wantedSlots() {
            return readySubtasks + runningSubtasks;
        }
    }
}
