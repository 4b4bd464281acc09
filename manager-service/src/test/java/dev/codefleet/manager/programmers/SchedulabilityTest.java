package dev.codefleet.manager.programmers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.manager.programmers.Schedulability.Candidate;
import dev.codefleet.manager.programmers.Schedulability.Readiness;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulabilityTest {
    private static final SubtaskDemand COMMAND = new SubtaskDemand(Lane.CODE, ExecutorKind.COMMAND);
    private static final SubtaskDemand AGENT = new SubtaskDemand(Lane.CODE, ExecutorKind.AGENT);
    private static final SubtaskDemand DATA = new SubtaskDemand(Lane.DATA, ExecutorKind.COMMAND);

    @Test
    void whoTakesOrdersIsEnough() {
        assertThat(obstacle(COMMAND, code(Readiness.SILENT), code(Readiness.TAKES_ORDERS)))
                .isEmpty();
    }

    @Test
    void withoutAnyProgrammerThatIsTheReason() {
        assertThat(obstacle(COMMAND)).isEqualTo("No programmer is registered. Start one.");
    }

    @Test
    void withoutTheRegistriesNobodyIsSaidToBeMissing() {
        assertThat(Schedulability.obstacle(COMMAND, null, List.of(), false))
                .hasValue(
                        "No programmer is known, and too few registries answer to say who is there.");
    }

    @Test
    void aLaneThatNobodyHasIsNamedWithThoseThatAreThere() {
        assertThat(obstacle(DATA, code(Readiness.TAKES_ORDERS)))
                .startsWith("No programmer has the lane data; there are programmers of code.");
    }

    @Test
    void anExecutorThatNobodyOfTheLaneHasIsNamedWithItsAgent() {
        assertThat(
                        Schedulability.obstacle(
                                AGENT, "codex", List.of(code(Readiness.TAKES_ORDERS)), true))
                .hasValueSatisfying(reason ->
                        assertThat(reason)
                                .startsWith(
                                        "No programmer of the lane code has the executor agent (the agent codex);"
                                                + " they have command."));
    }

    @Test
    void thoseThatTakeNoOrdersAreCountedByTheirReasons() {
        assertThat(
                        obstacle(
                                COMMAND,
                                code(Readiness.SILENT),
                                code(Readiness.DRAINING),
                                code(Readiness.SILENT)))
                .contains("none takes orders: 1 is stopping, 2 are not heard by the registries.");
    }

    private static String obstacle(SubtaskDemand demand, Candidate... programmers) {
        return Schedulability.obstacle(demand, null, List.of(programmers), true).orElse("");
    }

    private static Candidate code(Readiness readiness) {
        return new Candidate(List.of(Lane.CODE), Set.of(COMMAND), readiness);
    }
}
