package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kills processes of a supervised fleet, which it therefore has to itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostProcessIT {
    private final Fleet fleet = Fleet.start(FleetSpec.usual());
    private final Api api = fleet.api();

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void theWorkOfAKilledProgrammerMovesAndIsDoneOnce() {
        var repository = Repository.create();
        var tasks = Stream.of("a", "b", "c", "d").map(LostProcessIT::slow).toList();
        var job = api.submit(job(repository, Task.plan("One dies", tasks))).id();
        var started = api.await(job, event -> isRunning(event, "b"));
        var killed = String.valueOf(started.body().get("programmer"));
        var attempt = String.valueOf(started.body().get("attempt"));
        assertThat(Processes.appear("CODEFLEET_ATTEMPT=" + attempt, 1)).isTrue();

        fleet.processes().member(killed).kill();

        var ended = assertSucceeded(api.end(job));
        assertDoneOnce(repository, ended, List.of("a", "b", "c", "d"));
        var accepted = accepted(ended, "b");
        assertThat(accepted.attempt().number()).as("a new attempt").isEqualTo(2);
        assertThat(accepted.execution().programmer().value()).isNotEqualTo(killed);
        assertThat(Processes.vanish("CODEFLEET_ATTEMPT=" + attempt, Duration.ofSeconds(20)))
                .as("what the killed programmer ran has ended")
                .isTrue();
        awaitWhole();
    }

    @Test
    void aResultOutlivesTheManagersRepositories() {
        var repository = Repository.create();
        var tasks = Stream.of("a", "b", "c").map(key -> command(key, "echo x >" + key + ".txt"));
        var ended = assertSucceeded(api.run(job(repository, Task.plan("Kept", tasks.toList()))));
        var manager = fleet.processes().members(ServiceKind.MANAGER).getFirst();
        manager.stop();
        Scratch.delete(manager.directory());

        manager.start();
        awaitWhole();

        var result = repository.withResult(api, ended);
        assertThat(result.git("rev-parse", Objects.requireNonNull(ended.files().branch())).strip())
                .isEqualTo(ended.files().commit());
    }

    @Test
    void aJobGoesOnWhenItsManagerIsKilled() {
        var repository = Repository.create();
        var after = command("after", "cat a.txt b.txt >after.txt").after("a", "b");
        var job = api.submit(job(repository, "Orphan", slow("a"), slow("b"), after)).id();
        api.await(job, event -> isRunning(event, "a"));

        fleet.processes().members(ServiceKind.MANAGER).getFirst().kill();

        var ended = assertSucceeded(api.end(job));
        assertDoneOnce(repository, ended, List.of("a", "b", "after"));
        assertThat(api.subtask(job, "a").effort().attempts())
                .as("the running attempt went on")
                .isEqualTo(1);
        awaitWhole();
    }

    @Test
    void anAcceptedJobSurvivesItsManager() {
        var accepted = api.submit(job(null, "Just accepted", none("a"), none("b").after("a")));

        fleet.processes().members(ServiceKind.MANAGER).getFirst().kill();

        assertSucceeded(api.end(accepted.id()));
        awaitWhole();
    }

    @Test
    void workGoesOnWithoutARegistry() {
        fleet.processes().members(ServiceKind.REGISTRY).getFirst().kill();

        assertSucceeded(api.run(many("Nobody watches")));
        awaitWhole();
    }

    private static Task slow(String key) {
        return command(key, "echo " + key + " >>" + key + ".txt; sleep 3");
    }

    private JobRequest many(String title) {
        var tasks = IntStream.range(0, 24).mapToObj(number -> none("n" + number)).toList();
        return job(null, Task.plan(title, tasks));
    }

    private static boolean isRunning(JobEvent event, String key) {
        return "progress".equals(event.body().get("what"))
                && "executor".equals(event.body().get("phase"))
                && key.equals(event.body().get("subtask"));
    }

    private static JobView assertSucceeded(JobView ended) {
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        return ended;
    }

    private Receipt accepted(JobView ended, String key) {
        var accepted =
                api.receipts(ended.id(), key).stream()
                        .filter(receipt -> receipt.state() == AttemptState.SUCCEEDED)
                        .toList();
        assertThat(accepted).as("accepted attempts of " + key).hasSize(1);
        return accepted.getFirst();
    }

    /** Each task's line is in the result once, and so is its commit. */
    private void assertDoneOnce(Repository repository, JobView ended, List<String> keys) {
        var result = repository.withResult(api, ended);
        var commit = Objects.requireNonNull(ended.files().commit());
        var base = Objects.requireNonNull(ended.files().base());
        for (var key : keys) {
            if (!key.equals("after")) {
                assertThat(result.show(commit, key + ".txt")).isEqualTo(key + "\n");
            }
            assertThat(api.subtask(ended.id(), key).commit())
                    .isEqualTo(accepted(ended, key).commits().commit());
        }
        var format = "%(trailers:key=Codefleet-Subtask,valueonly,separator=%x2C)";
        assertThat(result.history(base, commit, format)).containsExactlyInAnyOrderElementsOf(keys);
    }

    /** The next test wants a whole fleet. */
    private void awaitWhole() {
        assertThat(Eventually.holds(Duration.ofSeconds(40), this::isWhole))
                .as("all processes are back")
                .isTrue();
    }

    private boolean isWhole() {
        return fleet.processes().members().stream().allMatch(LostProcessIT::isReady)
                && api.fleet().managers().stream().anyMatch(LostProcessIT::isAlive)
                && freeSlots() == fleet.slots();
    }

    private static boolean isReady(Member member) {
        var service = new Api(member.url());
        try {
            var answer = service.send(service.request("/q/health/ready").build());
            return answer.statusCode() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    private static boolean isAlive(FleetView.Member member) {
        return member.liveness() == Liveness.ALIVE;
    }

    private int freeSlots() {
        return api.fleet().programmers().stream()
                .filter(LostProcessIT::isAlive)
                .mapToInt(one -> Objects.requireNonNullElse(one.load().freeSlots(), 0))
                .sum();
    }
}
