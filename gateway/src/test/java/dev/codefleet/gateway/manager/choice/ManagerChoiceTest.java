package dev.codefleet.gateway.manager.choice;

import static dev.codefleet.gateway.Agents.manager;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagerChoiceTest {
    private static final List<AgentView> MANAGERS =
            List.of(
                    manager("idle", Liveness.ALIVE, AgentState.IDLE, Lane.CODE),
                    manager("docs", Liveness.ALIVE, AgentState.IDLE, Lane.DOCS),
                    manager("busy", Liveness.ALIVE, AgentState.EXECUTING, Lane.DOCS, Lane.CODE),
                    manager("leaving", Liveness.ALIVE, AgentState.DRAINING, Lane.CODE),
                    manager("broken", Liveness.ALIVE, AgentState.FAILED, Lane.CODE),
                    manager("silent", Liveness.SUSPECT, AgentState.IDLE, Lane.CODE),
                    manager("gone", Liveness.LOST, AgentState.IDLE, Lane.CODE));

    @Test
    void newJobsGoToLiveManagersOfTheLaneThatTakeWork() {
        assertThat(names(ManagerChoice.accepting(MANAGERS, Lane.CODE, 0)))
                .containsExactly("idle", "busy");
        assertThat(names(ManagerChoice.accepting(MANAGERS, Lane.DATA, 0))).isEmpty();
    }

    @Test
    void theTurnSaysWhoComesFirst() {
        assertThat(names(ManagerChoice.accepting(MANAGERS, Lane.CODE, 1)))
                .containsExactly("busy", "idle");
        assertThat(names(ManagerChoice.accepting(MANAGERS, Lane.CODE, Integer.MIN_VALUE)))
                .containsExactly("idle", "busy");
    }

    @Test
    void questionsGoToAnyThatMayAnswerTheSilentLast() {
        assertThat(names(ManagerChoice.answering(MANAGERS, 1)))
                .containsExactly("docs", "busy", "leaving", "idle", "silent");
    }

    private static List<String> names(List<ManagerAddress> managers) {
        return managers.stream().map(manager -> manager.id().value()).toList();
    }
}
