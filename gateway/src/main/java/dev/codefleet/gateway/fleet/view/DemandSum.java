package dev.codefleet.gateway.fleet.view;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.Demand.LaneDemand;
import java.util.Arrays;
import java.util.Collection;

/** Adds up what all managers need and what all programmers have. */
public final class DemandSum {
    private DemandSum() {}

    /**
     * Has every lane. A programmer of several lanes counts in each: its slots go to whichever asks
     * first.
     */
    public static Demand of(Collection<Demand> managers, Collection<AgentView> programmers) {
        return new Demand(
                Arrays.stream(Lane.values())
                        .map(lane -> ofLane(lane, managers, programmers))
                        .toList());
    }

    private static LaneDemand ofLane(
            Lane lane, Collection<Demand> managers, Collection<AgentView> programmers) {
        var ready = 0;
        var running = 0;
        for (var manager : managers) {
            for (var demand : manager.lanes()) {
                if (demand.lane() == lane) {
                    ready += demand.readySubtasks();
                    running += demand.runningSubtasks();
                }
            }
        }
        var slots = 0;
        var free = 0;
        for (var programmer : programmers) {
            if (isServing(programmer) && programmer.registration().lanes().contains(lane)) {
                slots += programmer.registration().slots();
                free += programmer.heartbeat() == null ? 0 : programmer.heartbeat().freeSlots();
            }
        }
        return new LaneDemand(lane, ready, running, slots, free);
    }

    private static boolean isServing(AgentView programmer) {
        return programmer.liveness() == Liveness.ALIVE
                && (programmer.state() == AgentState.IDLE
                        || programmer.state() == AgentState.EXECUTING);
    }
}
