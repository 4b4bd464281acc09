package dev.codefleet.registryclient.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedViewTest {
    private static final AgentId ID = new AgentId("programmer-1");

    private final MergedView three = new MergedView(3);
    private final MergedView one = new MergedView(1);

    @Test
    void itIsAliveIfAnyConnectedReplicaSaysSo() {
        say(three, 0, agent(1, 5, Liveness.LOST));
        say(three, 1, agent(1, 5, Liveness.LOST));
        say(three, 2, agent(1, 4, Liveness.ALIVE));
        assertThat(liveness(three)).isEqualTo(Liveness.ALIVE);
    }

    @Test
    void itIsLostOnlyIfAMajorityOfTheConfiguredReplicasSaySo() {
        say(three, 0, agent(1, 5, Liveness.LOST));
        assertThat(liveness(three)).isEqualTo(Liveness.SUSPECT);
        say(three, 1, agent(1, 5, Liveness.LOST));
        assertThat(liveness(three)).isEqualTo(Liveness.LOST);
        assertThat(view(three).state()).isEqualTo(AgentState.FAILED);
        assertThat(view(three).message()).isEqualTo("heartbeat lost");
        three.lose(1);
        assertThat(liveness(three)).isEqualTo(Liveness.SUSPECT);
        assertThat(view(three).state()).isEqualTo(AgentState.EXECUTING);
    }

    @Test
    void aSingleReplicaIsAMajority() {
        say(one, 0, agent(1, 5, Liveness.LOST));
        assertThat(liveness(one)).isEqualTo(Liveness.LOST);
    }

    @Test
    void aWarmingReplicaAccusesNobody() {
        one.take(0, new WatchEvent.Snapshot(1, true, List.of(agent(1, 5, Liveness.LOST))));
        assertThat(liveness(one)).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void theFactsAreThoseOfTheNewestBeatOfTheNewestIncarnation() {
        say(three, 0, agent(1, 9, Liveness.ALIVE));
        say(three, 1, agent(2, 3, Liveness.ALIVE));
        say(three, 2, agent(2, 4, Liveness.ALIVE));
        assertThat(view(three).registration().incarnation()).isEqualTo(2);
        assertThat(view(three).heartbeat()).isNotNull().extracting(Heartbeat::seq).isEqualTo(4L);
    }

    @Test
    void whatIsSaidOfAnEarlierIncarnationSaysNothingOfTheNewOne() {
        say(three, 0, agent(1, 9, Liveness.ALIVE));
        say(three, 1, agent(2, 1, Liveness.SUSPECT));
        assertThat(liveness(three)).isEqualTo(Liveness.SUSPECT);
        say(three, 2, agent(1, 9, Liveness.LOST));
        say(three, 0, agent(1, 9, Liveness.LOST));
        assertThat(liveness(three)).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void losingAllReplicasChangesNobodysLiveness() {
        say(one, 0, agent(1, 5, Liveness.ALIVE));
        one.lose(0);
        assertThat(liveness(one)).isEqualTo(Liveness.ALIVE);
        assertThat(one.snapshot().isStale()).isTrue();
    }

    @Test
    void aRestartedReplicaTakesNobodyAwayUntilItHasWarmedUp() {
        say(one, 0, agent(1, 5, Liveness.ALIVE));
        one.lose(0);
        one.take(0, new WatchEvent.Snapshot(1, true, List.of()));
        assertThat(liveness(one)).isEqualTo(Liveness.ALIVE);
        assertThat(one.snapshot().isStale()).isFalse();
        one.take(0, new WatchEvent.Delta(2, false, List.of(), List.of()));
        assertThat(one.snapshot().find(ID)).isEmpty();
    }

    @Test
    void whatAnUnreachableReplicaSaidLastDoesNotCountBesideASettledOne() {
        say(three, 0, agent(1, 5, Liveness.ALIVE));
        say(three, 1, agent(1, 5, Liveness.SUSPECT));
        three.lose(0);
        assertThat(liveness(three)).isEqualTo(Liveness.SUSPECT);
        three.lose(1);
        assertThat(liveness(three)).isEqualTo(Liveness.ALIVE);
    }

    @Test
    void whoLeavesIsGoneOnceEveryConnectedReplicaSaysSo() {
        say(three, 0, agent(1, 5, Liveness.ALIVE));
        say(three, 1, agent(1, 5, Liveness.ALIVE));
        three.take(0, new WatchEvent.Delta(2, false, List.of(), List.of(ID)));
        assertThat(liveness(three)).isEqualTo(Liveness.ALIVE);
        three.take(1, new WatchEvent.Delta(2, false, List.of(), List.of(ID)));
        assertThat(three.snapshot().find(ID)).isEmpty();
    }

    @Test
    void whoIsMissingIsSurelySoOnceAMajorityOfTheConfiguredReplicasCouldKnowIt() {
        assertThat(three.snapshot().isComplete()).isFalse();
        three.take(0, new WatchEvent.Snapshot(1, false, List.of()));
        assertThat(three.snapshot().isComplete()).isFalse();
        three.take(1, new WatchEvent.Snapshot(1, true, List.of()));
        assertThat(three.snapshot().isComplete()).isFalse();
        three.take(1, new WatchEvent.Delta(2, false, List.of(), List.of()));
        assertThat(three.snapshot().isComplete()).isTrue();
        three.lose(0);
        assertThat(three.snapshot().isComplete()).isFalse();
    }

    @Test
    void whoLeavesWhileAReplicaWarmsUpIsNotRemembered() {
        say(one, 0, agent(1, 5, Liveness.ALIVE));
        one.lose(0);
        one.take(0, new WatchEvent.Snapshot(1, true, List.of()));
        one.take(0, new WatchEvent.Delta(2, true, List.of(), List.of(ID)));
        assertThat(one.snapshot().find(ID)).isEmpty();
    }

    @Test
    void aSecondSnapshotReplacesTheFirst() {
        say(one, 0, agent(1, 5, Liveness.ALIVE));
        one.take(0, new WatchEvent.Snapshot(9, false, List.of()));
        assertThat(one.snapshot().agents()).isEmpty();
    }

    private static void say(MergedView view, int replica, AgentView agent) {
        view.take(replica, new WatchEvent.Snapshot(1, false, List.of(agent)));
    }

    private static AgentView view(MergedView view) {
        return view.snapshot().find(ID).orElseThrow();
    }

    private static Liveness liveness(MergedView view) {
        return view(view).liveness();
    }

    private static AgentView agent(long incarnation, long seq, Liveness liveness) {
        var registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        "http://h",
                        List.of(Lane.CODE),
                        List.of(),
                        2,
                        incarnation,
                        Map.of(),
                        "1");
        var beat =
                new Heartbeat(
                        incarnation, seq, AgentState.EXECUTING, null, 1, List.of(), List.of());
        return new AgentView(
                ID, registration, AgentState.EXECUTING, liveness, null, beat, 0, 1, null);
    }
}
