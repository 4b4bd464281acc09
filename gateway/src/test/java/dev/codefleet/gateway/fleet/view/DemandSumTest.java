package dev.codefleet.gateway.fleet.view;

import static dev.codefleet.gateway.Agents.programmer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.Demand.LaneDemand;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandSumTest {
    @Test
    void itAddsUpWhatIsNeededAndWhatIsThere() {
        var managers =
                List.of(
                        new Demand(List.of(new LaneDemand(Lane.CODE, 5, 2, 0, 0))),
                        new Demand(
                                List.of(
                                        new LaneDemand(Lane.DOCS, 1, 0, 0, 0),
                                        new LaneDemand(Lane.CODE, 3, 4, 0, 0))));
        var programmers =
                List.of(
                        programmer("a", Liveness.ALIVE, AgentState.IDLE, 4, 4, Lane.CODE),
                        programmer(
                                "b",
                                Liveness.ALIVE,
                                AgentState.EXECUTING,
                                2,
                                1,
                                Lane.CODE,
                                Lane.DOCS),
                        programmer("c", Liveness.SUSPECT, AgentState.IDLE, 8, 8, Lane.CODE),
                        programmer("d", Liveness.ALIVE, AgentState.DRAINING, 8, 8, Lane.CODE));

        assertThat(DemandSum.of(managers, programmers).lanes())
                .containsExactly(
                        new LaneDemand(Lane.CODE, 8, 6, 6, 5),
                        new LaneDemand(Lane.MODELS, 0, 0, 0, 0),
                        new LaneDemand(Lane.DATA, 0, 0, 0, 0),
                        new LaneDemand(Lane.DEVSECOPS, 0, 0, 0, 0),
                        new LaneDemand(Lane.DOCS, 1, 0, 2, 1));
    }
}
