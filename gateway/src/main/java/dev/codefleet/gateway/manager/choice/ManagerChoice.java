package dev.codefleet.gateway.manager.choice;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Chooses the managers that may be asked, in order. */
public final class ManagerChoice {
    private ManagerChoice() {}

    /**
     * Those that take new jobs of a lane: alive, and neither draining nor failed. {@code turn} says
     * who comes first.
     */
    public static List<ManagerAddress> accepting(List<AgentView> managers, Lane lane, int turn) {
        return rotated(
                managers,
                manager ->
                        manager.liveness() == Liveness.ALIVE
                                && manager.registration().lanes().contains(lane)
                                && (manager.state() == AgentState.IDLE
                                        || manager.state() == AgentState.EXECUTING),
                turn);
    }

    /**
     * Those that can answer questions. Silence of some seconds disqualifies nobody, but the others
     * come first.
     */
    public static List<ManagerAddress> answering(List<AgentView> managers, int turn) {
        var alive = rotated(managers, manager -> isAnswering(manager, Liveness.ALIVE), turn);
        var silent = rotated(managers, manager -> isAnswering(manager, Liveness.SUSPECT), turn);
        var all = new ArrayList<ManagerAddress>(alive.size() + silent.size());
        all.addAll(alive);
        all.addAll(silent);
        return all;
    }

    private static boolean isAnswering(AgentView manager, Liveness liveness) {
        return manager.liveness() == liveness && manager.state() != AgentState.FAILED;
    }

    private static List<ManagerAddress> rotated(
            List<AgentView> managers, Predicate<AgentView> condition, int turn) {
        var chosen = new ArrayList<ManagerAddress>(managers.size());
        for (var manager : managers) {
            if (condition.test(manager)) {
                chosen.add(new ManagerAddress(manager.id(), manager.registration().url()));
            }
        }
        if (chosen.size() > 1) {
            Collections.rotate(chosen, -Math.floorMod(turn, chosen.size()));
        }
        return chosen;
    }
}
