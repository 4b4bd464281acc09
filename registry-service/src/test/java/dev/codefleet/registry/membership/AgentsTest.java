package dev.codefleet.registry.membership;

import static dev.codefleet.registry.membership.Examples.TIMERS;
import static dev.codefleet.registry.membership.Examples.beat;
import static dev.codefleet.registry.membership.Examples.id;
import static dev.codefleet.registry.membership.Examples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.identity.SigningKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private static final long TICK = TIMERS.tick().toNanos();

    private long now = 5_000;
    private long seq;
    private final Agents agents = new Agents(TIMERS, 5, now);

    /** Or whoever names a high number would stop the real agent. */
    @Test
    void aNewerIncarnationUnderAnotherKeyChangesNothing() {
        var own = SigningKeys.make().getPublic();
        var foreign = SigningKeys.make().getPublic();
        agents.register(id(1), registration(1), own, now);

        assertThat(agents.register(id(1), registration(9), foreign, now))
                .isEqualTo(new RegistryReply.ForeignKey());

        assertThat(agents.beat(id(1), beat(1, 1), now)).isInstanceOf(RegistryReply.Taken.class);
        assertThat(agents.holder(id(1)).orElseThrow().key()).isEqualTo(own);
    }

    @Test
    void aRegisteredAgentIsAliveAndIdle() {
        assertThat(agents.register(id(1), registration(1), null, now))
                .isEqualTo(new RegistryReply.Taken(2_000));
        assertThat(view(1).liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(view(1).state()).isEqualTo(AgentState.IDLE);
    }

    @Test
    void aSilentAgentIsSuspectAfterSixSecondsAndLostAfterFifteen() {
        warmUp(1);
        pass(Duration.ofMillis(5_500));
        assertThat(view(1).liveness()).isEqualTo(Liveness.ALIVE);
        pass(Duration.ofMillis(500));
        assertThat(view(1).liveness()).isEqualTo(Liveness.SUSPECT);
        pass(Duration.ofMillis(8_500));
        assertThat(view(1).liveness()).isEqualTo(Liveness.SUSPECT);
        pass(Duration.ofMillis(500));
        assertThat(view(1).liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void aLostAgentShowsAsFailedAndABeatBringsItBack() {
        warmUp(1);
        agents.beat(id(1), beat(1, ++seq, AgentState.EXECUTING), now);
        pass(Duration.ofSeconds(16));
        assertThat(view(1).state()).isEqualTo(AgentState.FAILED);
        assertThat(view(1).message()).isEqualTo("heartbeat lost");
        assertThat(view(1).silentMs()).isEqualTo(16_000);

        agents.beat(id(1), beat(1, ++seq, AgentState.EXECUTING), now);
        assertThat(view(1).liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(view(1).state()).isEqualTo(AgentState.EXECUTING);
        assertThat(view(1).message()).isNull();
    }

    @Test
    void aWarmingRegistryAccusesNobody() {
        agents.register(id(1), registration(1), null, now);
        pass(Duration.ofMillis(14_500));
        assertThat(agents.snapshot(now).warming()).isTrue();
        assertThat(view(1).liveness()).isEqualTo(Liveness.ALIVE);
        pass(Duration.ofMillis(500));
        assertThat(agents.snapshot(now).warming()).isFalse();
        assertThat(view(1).liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void theEndOfWarmingIsToldThoughNobodyChanged() {
        agents.drain(now);
        pass(Duration.ofSeconds(15));
        assertThat(agents.drain(now))
                .satisfies(delta -> {
                    assertThat(delta.warming()).isFalse();
                    assertThat(delta.changed()).isEmpty();
                });
    }

    @Test
    void onlyTheHighestIncarnationIsHeard() {
        agents.register(id(1), registration(7), null, now);
        assertThat(agents.register(id(1), registration(6), null, now))
                .isEqualTo(new RegistryReply.Superseded(7));
        assertThat(agents.beat(id(1), beat(6, 1), now)).isEqualTo(new RegistryReply.Superseded(7));
        assertThat(agents.beat(id(1), beat(8, 1), now)).isEqualTo(new RegistryReply.Unknown());
        assertThat(agents.leave(id(1), 6L)).isEqualTo(new RegistryReply.Superseded(7));
        assertThat(agents.beat(id(1), beat(7, 1), now)).isInstanceOf(RegistryReply.Taken.class);

        agents.register(id(1), registration(8), null, now);
        assertThat(view(1).heartbeat()).isNull();
        assertThat(agents.beat(id(1), beat(7, 2), now)).isEqualTo(new RegistryReply.Superseded(8));
    }

    @Test
    void aBeatOfNobodyIsUnknown() {
        assertThat(agents.beat(id(9), beat(1, 1), now)).isEqualTo(new RegistryReply.Unknown());
    }

    @Test
    void aLateBeatProvesNothing() {
        warmUp(1);
        agents.beat(id(1), beat(1, seq + 5), now);
        pass(Duration.ofSeconds(5));
        agents.beat(id(1), beat(1, seq + 4, AgentState.DRAINING), now);
        assertThat(view(1).state()).isEqualTo(AgentState.IDLE);
        pass(Duration.ofSeconds(1));
        assertThat(view(1).liveness()).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void aBeatWithoutNewsIsNoChange() {
        agents.register(id(1), registration(1), null, now);
        agents.beat(id(1), beat(1, 1), now);
        agents.drain(now);
        agents.beat(id(1), beat(1, 2), now);
        assertThat(agents.hasUndrained()).isFalse();
        agents.beat(id(1), beat(1, 3, AgentState.DRAINING), now);
        var delta = agents.drain(now);
        assertThat(delta).isNotNull();
        assertThat(delta.changed()).extracting(AgentView::state).containsOnly(AgentState.DRAINING);
        assertThat(delta.revision()).isEqualTo(agents.revision());
    }

    @Test
    void whoLeavesIsToldAsRemovedOnly() {
        agents.register(id(1), registration(1), null, now);
        agents.register(id(2), registration(1), null, now);
        agents.leave(id(1), null);
        var delta = agents.drain(now);
        assertThat(delta).isNotNull();
        assertThat(delta.removed()).containsExactly(id(1));
        assertThat(delta.changed()).extracting(AgentView::id).containsExactly(id(2));
        assertThat(agents.drain(now)).isNull();
    }

    @Test
    void aPauseOfTheRegistryAccusesNobody() {
        warmUp(1, 2);
        now += Duration.ofSeconds(60).toNanos();
        agents.tick(now);
        assertThat(liveness(1, 2)).containsOnly(Liveness.ALIVE);
        // The second one never comes back, and is found lost when the first is heard again.
        agents.beat(id(1), beat(1, ++seq), now);
        pass(Duration.ofSeconds(5));
        agents.beat(id(1), beat(1, ++seq), now);
        pass(Duration.ofSeconds(5));
        assertThat(liveness(1, 2)).containsExactly(Liveness.ALIVE, Liveness.SUSPECT);
    }

    @Test
    void whenManyFallSilentTogetherNobodyIsLostForFiveMinutes() {
        warmUp(1, 2, 3, 4);
        passWithBeatsOf(Duration.ofSeconds(60), 1);
        assertThat(liveness(1, 2, 3, 4))
                .containsExactly(
                        Liveness.ALIVE, Liveness.SUSPECT, Liveness.SUSPECT, Liveness.SUSPECT);
        passWithBeatsOf(Duration.ofMinutes(5), 1);
        assertThat(liveness(1, 2, 3, 4))
                .containsExactly(Liveness.ALIVE, Liveness.LOST, Liveness.LOST, Liveness.LOST);
    }

    @Test
    void whenFewFallSilentTheyAreLost() {
        warmUp(1, 2, 3, 4);
        passWithBeatsOf(Duration.ofSeconds(16), 1, 2);
        assertThat(liveness(1, 2, 3, 4))
                .containsExactly(Liveness.ALIVE, Liveness.ALIVE, Liveness.LOST, Liveness.LOST);
    }

    @Test
    void atTheBoundOnlyALostAgentMakesRoom() {
        warmUp(1, 2, 3, 4, 5);
        assertThat(agents.register(id(6), registration(1), null, now))
                .isEqualTo(new RegistryReply.Full());
        passWithBeatsOf(Duration.ofSeconds(16), 1, 2, 3, 4);
        assertThat(agents.register(id(6), registration(1), null, now))
                .isInstanceOf(RegistryReply.Taken.class);
        assertThat(agents.find(id(5), now)).isEmpty();
    }

    @Test
    void aLostAgentIsForgottenInTheEnd() {
        warmUp(1);
        pass(Duration.ofSeconds(15));
        assertThat(agents.count(AgentKind.PROGRAMMER, Liveness.LOST)).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(agents.find(id(1), now)).isEmpty();
    }

    @Test
    void beyondTheFullRateIntervalsAndLimitsStretch() {
        var timers =
                new LivenessTimes(
                        TIMERS.beatInterval(),
                        TIMERS.suspectAfter(),
                        TIMERS.lostAfter(),
                        TIMERS.forgetAfter(),
                        TIMERS.tick(),
                        2);
        var few = new Agents(timers, 10, now);
        for (var i = 1; i <= 4; i++) {
            few.register(id(i), registration(1), null, now);
        }
        assertThat(few.beat(id(1), beat(1, 1), now)).isEqualTo(new RegistryReply.Taken(4_000));
        var end = now + Duration.ofSeconds(20).toNanos();
        for (var t = now; t <= end; t += TICK) {
            few.beat(id(2), beat(1, t), t);
            few.beat(id(3), beat(1, t), t);
            few.beat(id(4), beat(1, t), t);
            few.tick(t);
        }
        // 20 s are beyond LOST at the full rate, and between SUSPECT and LOST at half of it.
        assertThat(few.find(id(1), end))
                .get()
                .extracting(AgentView::liveness)
                .isEqualTo(Liveness.SUSPECT);
    }

    /** Registers agents and brings them, beating, past the warming. */
    private void warmUp(int... numbers) {
        IntStream.of(numbers).forEach(n -> agents.register(id(n), registration(1), null, now));
        passWithBeatsOf(TIMERS.lostAfter(), numbers);
    }

    private void pass(Duration time) {
        passWithBeatsOf(time);
    }

    private void passWithBeatsOf(Duration time, int... numbers) {
        var end = now + time.toNanos();
        while (now < end) {
            now += TICK;
            IntStream.of(numbers).forEach(n -> agents.beat(id(n), beat(1, ++seq), now));
            agents.tick(now);
        }
    }

    private AgentView view(int number) {
        return agents.find(id(number), now).orElseThrow();
    }

    private List<Liveness> liveness(int... numbers) {
        var all = new ArrayList<Liveness>();
        IntStream.of(numbers).forEach(n -> all.add(view(n).liveness()));
        return all;
    }
}
