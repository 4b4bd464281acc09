package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Processes are replaced on purpose: they drain, and nothing is lost or done again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacementIT {
    private static final Duration BACK = Duration.ofSeconds(40);

    private final Fleet fleet =
            Fleet.start(
                    new FleetSpec(2, 2, 3, 3, 2, 0, false, Map.of())
                            .withEnvironment(Map.of("CODEFLEET_PROGRAMMER_GRACE", "PT8S")));
    private final Api api = fleet.api();
    private final Api other =
            new Api(
                    fleet.processes().members(ServiceKind.GATEWAY).getLast().url(),
                    fleet.processes().key());

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void aProgrammerThatIsToldToEndFinishesWhatItRuns() {
        var job = api.submit(job(null, "Drained", command("slow", "sleep 3"))).id();
        var started = api.await(job, event -> "progress".equals(event.body().get("what")));
        var programmer = fleet.processes().member(String.valueOf(started.body().get("programmer")));

        programmer.stop();
        programmer.start();

        assertThat(api.end(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(api.subtask(job, "slow").effort().attempts()).as("done once").isEqualTo(1);
        awaitWhole();
    }

    @Test
    void replacingEveryProcessUnderLoadLosesAndRepeatsNothing() {
        var jobs = new ArrayList<JobId>();
        for (var kind :
                List.of(
                        ServiceKind.REGISTRY,
                        ServiceKind.PROGRAMMER,
                        ServiceKind.MANAGER,
                        ServiceKind.GATEWAY)) {
            for (var member : fleet.processes().members(kind)) {
                jobs.add(any(member).submit(job(null, Task.plan("Load", tasks()))).id());
                member.restart();
                awaitWhole();
            }
        }

        for (var job : jobs) {
            assertThat(api.end(job).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(api.subtasks(job))
                    .allSatisfy(one ->
                            assertThat(one.effort().attempts())
                                    .as("attempts of %s", one.key())
                                    .isEqualTo(1));
        }
    }

    private static List<Task> tasks() {
        return IntStream.range(0, 12).mapToObj(number -> command("t" + number, "sleep 1")).toList();
    }

    /** A gateway that is not about to be replaced. */
    private Api any(Member member) {
        return member.url().equals(fleet.processes().gatewayUrl()) ? other : api;
    }

    /** As who replaces processes by hand waits before the next one. */
    private void awaitWhole() {
        assertThat(Eventually.holds(BACK, this::isWhole)).as("all processes are back").isTrue();
    }

    private boolean isWhole() {
        return fleet.processes().members().stream().allMatch(ReplacementIT::isReady)
                && Stream.of(api, other).allMatch(this::knowsAll);
    }

    private boolean knowsAll(Api gateway) {
        var view = gateway.fleet();
        return Stream.concat(view.managers().stream(), view.programmers().stream())
                        .filter(one -> one.liveness() == Liveness.ALIVE)
                        .count()
                == fleet.processes().members(ServiceKind.MANAGER).size()
                        + fleet.processes().members(ServiceKind.PROGRAMMER).size();
    }

    private static boolean isReady(Member member) {
        var service = new Api(member.url());
        try {
            return service.send(service.request("/q/health/ready").build()).statusCode() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }
}
