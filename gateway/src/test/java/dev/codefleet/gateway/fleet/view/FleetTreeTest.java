package dev.codefleet.gateway.fleet.view;

import static dev.codefleet.gateway.Agents.manager;
import static dev.codefleet.gateway.Agents.programmer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView.Load;
import dev.codefleet.contract.job.FleetView.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTreeTest {
    private final List<AgentView> agents =
            List.of(
                    programmer("p2", Liveness.LOST, AgentState.IDLE, 2, 2, Lane.CODE),
                    programmer("p1", Liveness.ALIVE, AgentState.EXECUTING, 2, 1, Lane.CODE),
                    manager("m1", Liveness.ALIVE, AgentState.IDLE, Lane.CODE));

    @Test
    void managersHaveTheirJobsAndProgrammersTheirAttempts() {
        var fleet = FleetTree.of(agents, List.of());

        assertThat(fleet.gateways()).isEmpty();
        assertThat(fleet.managers())
                .containsExactly(
                        new Member(
                                "manager",
                                "m1",
                                42L,
                                "http://m1:80",
                                AgentState.IDLE,
                                Liveness.ALIVE,
                                "says so",
                                List.of(Lane.CODE),
                                new Load(List.of("job1"), null, null, null),
                                "1",
                                null));
        assertThat(fleet.programmers().getFirst())
                .isEqualTo(
                        new Member(
                                "programmer",
                                "p1",
                                42L,
                                "http://p1:80",
                                AgentState.EXECUTING,
                                Liveness.ALIVE,
                                "says so",
                                List.of(Lane.CODE),
                                new Load(null, 2, 1, List.of("job1.a.1")),
                                "1",
                                null));
    }

    @Test
    void aLostAgentShowsWhatTheRegistrySays() {
        var lost = FleetTree.of(agents, List.of()).programmers().getLast();

        assertThat(lost.state()).isEqualTo(AgentState.FAILED);
        assertThat(lost.message()).isEqualTo("heartbeat lost");
    }
}
