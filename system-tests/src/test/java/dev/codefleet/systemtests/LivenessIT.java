package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** How soon the fleet says of a process that it is lost, and when it must not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class LivenessIT {
    private static final Duration REFUSED = Duration.ofSeconds(3);
    private static final Duration SILENT = Duration.ofSeconds(16);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(40);

    private final Fleet fleet = Fleet.start(FleetSpec.usual().withRegistries(3).unsupervised());
    private final Api api = fleet.api();

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void anAttemptWhoseProgrammerRefusesConnectionsIsLostWithinThreeSeconds() {
        var slow = command("slow", "sleep 4").with("limits", java.util.Map.of("max_attempts", 1));
        var job = api.submit(job(null, "Refused", slow)).id();
        var started = api.await(job, event -> "progress".equals(event.body().get("what")));
        var programmer = fleet.processes().member(String.valueOf(started.body().get("programmer")));

        programmer.kill();
        var killed = System.nanoTime();
        api.await(job, event -> "LOST".equals(event.body().get("state")));

        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(REFUSED);
        assertThat(api.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        programmer.start();
        awaitAlive();
    }

    @Test
    void aSilentProgrammerIsLostWithinSixteenSeconds() {
        var programmer = fleet.processes().members(ServiceKind.PROGRAMMER).getFirst();
        try (var paused = new Paused(programmer)) {
            assertThat(Eventually.holds(SILENT, () -> isSome(one -> isLost(one, programmer))))
                    .as("lost after " + SILENT)
                    .isTrue();
            assertThat(paused.isPaused()).isTrue();
        }
        awaitAlive();
    }

    @Test
    void aPausedRegistryAccusesNobody() {
        var registry = fleet.processes().members(ServiceKind.REGISTRY).getFirst();
        try (var paused = new Paused(registry)) {
            assertThat(Eventually.holds(PAUSE, this::isAnyLost)).as("somebody was lost").isFalse();
            assertThat(paused.isPaused()).isTrue();
        }
        assertThat(Eventually.holds(Duration.ofSeconds(5), this::isAnyLost))
                .as("somebody was lost when it went on")
                .isFalse();
    }

    private boolean isAnyLost() {
        return isSome(one -> one.liveness() == Liveness.LOST);
    }

    private boolean isSome(Predicate<FleetView.Member> wanted) {
        var view = api.fleet();
        return Stream.of(view.gateways(), view.managers(), view.programmers())
                .flatMap(java.util.List::stream)
                .anyMatch(wanted);
    }

    private static boolean isLost(FleetView.Member one, Member member) {
        return one.id().equals(member.id()) && one.liveness() == Liveness.LOST;
    }

    private void awaitAlive() {
        assertThat(
                        Eventually.holds(
                                BACK,
                                () ->
                                        api.fleet().programmers().stream()
                                                        .filter(one ->
                                                                one.liveness() == Liveness.ALIVE)
                                                        .count()
                                                == fleet.processes().spec().programmers()))
                .isTrue();
    }

    /** A process that stands still until this is closed. */
    private static final class Paused implements AutoCloseable {
        private final ProcessHandle process;

        Paused(Member member) {
            process = member.process().orElseThrow();
            signal("STOP");
        }

        boolean isPaused() {
            return process.isAlive();
        }

        @Override
        public void close() {
            signal("CONT");
        }

        private void signal(String name) {
            try {
                var kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
                assertThat(kill.waitFor()).isZero();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
