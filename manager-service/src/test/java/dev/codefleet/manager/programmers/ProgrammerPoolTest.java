package dev.codefleet.manager.programmers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.manager.dispatch.TestProgrammer;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgrammerPoolTest {
    private static final SubtaskDemand NONE = new SubtaskDemand(Lane.CODE, ExecutorKind.NONE);
    private static final AgentId A = new AgentId("a");
    private static final AgentId B = new AgentId("b");
    private static final AgentId C = new AgentId("c");

    private final ProgrammerPool pool = new ProgrammerPool(attempt -> attempt.startsWith("ours."));

    @Test
    void programmersTakeTurns() {
        update(List.of(view(A, 3, 1), view(B, 3, 1)));

        assertThat(takeAll()).hasSize(6).containsExactly(A, B, A, B, A, B);
        assertThat(pool.canServe(NONE)).isFalse();
    }

    @Test
    void aNewcomerGetsOneOrderUntilItHasAnsweredOne() {
        update(List.of(view(A, 3, 1)));

        assertThat(pool.take(NONE)).isPresent();
        assertThat(pool.take(NONE)).isEmpty();
        pool.proven(A);

        assertThat(takeAll()).containsExactly(A, A);
    }

    @Test
    void newcomersThatHaveNotAnsweredTakeNothingFromTheTurnsOfOthers() {
        update(List.of(view(A, 2, 1), view(B, 2, 1), view(C, 2, 1)));

        var first = pool.take(NONE).orElseThrow().id();
        pool.proven(first);
        var others =
                List.of(pool.take(NONE).orElseThrow().id(), pool.take(NONE).orElseThrow().id());

        assertThat(others).doesNotContain(first).doesNotHaveDuplicates();
    }

    @Test
    void whoWasUnreachableIsANewcomerAgain() {
        update(List.of(view(A, 3, 1)));
        pool.proven(A);
        pool.unreachable(A);
        pool.reached(A);

        assertThat(pool.take(NONE)).isPresent();
        assertThat(pool.take(NONE)).isEmpty();
    }

    @Test
    void aFreedSlotIsGivenOutAgain() {
        update(List.of(view(A, 1, 1)));
        takeAll();

        pool.release(A);

        assertThat(takeAll()).containsExactly(A);
    }

    @Test
    void onlyTheLaneAndExecutorThatItHasAreServed() {
        update(List.of(view(A, 1, 1)));

        assertThat(pool.canServe(new SubtaskDemand(Lane.DOCS, ExecutorKind.NONE))).isFalse();
        assertThat(pool.canServe(new SubtaskDemand(Lane.CODE, ExecutorKind.AGENT))).isFalse();
        assertThat(pool.slots(Lane.CODE)).isEqualTo(1);
        assertThat(pool.slots(Lane.DOCS)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "ALIVE, IDLE, true",
        "ALIVE, EXECUTING, true",
        "ALIVE, DRAINING, false",
        "ALIVE, FAILED, false",
        "SUSPECT, IDLE, false",
        "LOST, FAILED, false",
        "LOST, IDLE, false"
    })
    void onlyWhoLivesAndWorksGetsWork(Liveness liveness, AgentState state, boolean isServed) {
        update(List.of(view(A, 1, 1, liveness, state, 1)));

        assertThat(pool.canServe(NONE)).isEqualTo(isServed);
        assertThat(pool.slots(Lane.CODE)).isEqualTo(isServed ? 1 : 0);
    }

    @Test
    void whoRefusedGetsNothingUntilItsNextBeat() {
        update(List.of(view(A, 2, 7)));
        pool.take(NONE);

        pool.refused(A);
        pool.takeBack(A);
        assertThat(pool.canServe(NONE)).isFalse();
        update(List.of(view(A, 2, 7)));
        assertThat(pool.canServe(NONE)).isFalse();

        update(List.of(view(A, 2, 8)));
        assertThat(takeAll()).hasSize(2);
    }

    @Test
    void whoRefusedGetsTheSlotThatIsFreedThere() {
        update(List.of(view(A, 2, 7)));
        takeAll();
        pool.refused(A);
        pool.takeBack(A);

        pool.release(A);

        assertThat(pool.canServe(NONE)).isTrue();
    }

    @Test
    void whoCouldNotBeReachedGetsNothingWhateverItsBeatsSay() {
        update(List.of(view(A, 2, 1)));
        pool.unreachable(A);

        update(List.of(view(A, 2, 2)));
        assertThat(pool.canServe(NONE)).isFalse();

        pool.reached(A);
        assertThat(pool.canServe(NONE)).isTrue();
    }

    @Test
    void aNewLifeIsReachable() {
        update(List.of(view(A, 2, 1)));
        pool.unreachable(A);
        pool.refused(A);

        update(List.of(view(A, 2, 0, Liveness.ALIVE, AgentState.IDLE, 2)));

        assertThat(pool.canServe(NONE)).isTrue();
    }

    @Test
    void attemptsOfOtherManagersTakeSlotsAndOursAreCountedHere() {
        update(
                List.of(
                        view(
                                A,
                                3,
                                1,
                                Liveness.ALIVE,
                                AgentState.EXECUTING,
                                1,
                                "theirs.a.1",
                                "ours.b.1")));

        assertThat(takeAll()).hasSize(2);
    }

    @Test
    void attemptsFoundRunningAfterATakeoverTakeTheirSlots() {
        update(List.of(view(A, 2, 1)));

        pool.adopt(A);

        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void whoIsGoneGetsNothingAndWhatItRunsIsStillCounted() {
        update(List.of(view(A, 2, 1)));
        pool.take(NONE);
        pool.proven(A);

        update(List.of());
        assertThat(pool.canServe(NONE)).isFalse();
        assertThat(pool.find(A)).isPresent();
        update(List.of(view(A, 2, 2)));
        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void whoIsGoneIsLostOnceAMajorityOfTheRegistriesDoesNotKnowIt() {
        update(List.of(view(A, 2, 1)));
        var programmer = pool.take(NONE).orElseThrow();
        assertThat(programmer.loss()).isEmpty();

        pool.update(List.of(), false);
        assertThat(programmer.loss()).isEmpty();
        assertThat(pool.isComplete()).isFalse();
        pool.update(List.of(), true);
        assertThat(programmer.loss()).contains("it is not registered any more");

        update(List.of(view(A, 2, 2)));
        assertThat(programmer.loss()).isEmpty();
        update(List.of(view(A, 2, 2, Liveness.LOST, AgentState.FAILED, 2)));
        assertThat(programmer.loss()).contains("heartbeat lost");
    }

    @Test
    void whoIsGoneAndRunsNothingIsForgotten() {
        update(List.of(view(A, 2, 1)));

        update(List.of());

        assertThat(pool.find(A)).isEmpty();
        assertThat(pool.slots(Lane.CODE)).isZero();
    }

    @Test
    void fewerSlotsThanAreTakenIsNoSlot() {
        update(List.of(view(A, 3, 1)));
        takeAll();
        update(List.of(view(A, 1, 2)));

        pool.release(A);
        pool.release(A);
        assertThat(pool.canServe(NONE)).isFalse();
        pool.release(A);
        assertThat(pool.canServe(NONE)).isTrue();
    }

    private void update(List<AgentView> views) {
        pool.update(views, true);
    }

    private List<AgentId> takeAll() {
        var taken = new ArrayList<AgentId>();
        for (var next = pool.take(NONE); next.isPresent(); next = pool.take(NONE)) {
            taken.add(next.get().id());
            pool.proven(next.get().id());
        }
        return taken;
    }

    private static AgentView view(AgentId id, int slots, long beat) {
        return view(id, slots, beat, Liveness.ALIVE, AgentState.IDLE, 1);
    }

    private static AgentView view(
            AgentId id,
            int slots,
            long beat,
            Liveness liveness,
            AgentState state,
            long incarnation,
            String... attempts) {
        return TestProgrammer.view(
                id, "http://127.0.0.1:1", slots, beat, liveness, state, incarnation, attempts);
    }
}
