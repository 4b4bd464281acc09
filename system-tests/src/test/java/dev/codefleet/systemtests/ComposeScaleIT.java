package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators change the fleet while a job runs on it. */
@InContainers
class ComposeScaleIT {
    private final ComposeFleet fleet;
    private final Repository repository = Repository.create();

    ComposeScaleIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeEach
    void awaitWhole() {
        fleet.awaitWhole();
    }

    @AfterEach
    void restoreSize() {
        // A test that ran out of time is interrupted, and this must not be.
        var wasInterrupted = Thread.interrupted();
        scale(ComposeFleet.PROGRAMMERS);
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void programmersThatComeGetWorkAndThoseThatGoFinishTheirs() {
        var before = fleet.containers("programmer");
        var growing = submit(null, "Growing", 100, "sleep 4");
        scale(20);
        var newcomers = new HashSet<>(fleet.containers("programmer"));
        before.forEach(newcomers::remove);
        assertAllDoneOnce(growing, 100);
        assertThat(fleet.api().receipts(growing))
                .as("work of %s", newcomers)
                .anyMatch(receipt ->
                        newcomers.stream()
                                .anyMatch(one ->
                                        ComposeFleet.isIn(one, receipt.execution().programmer())));

        var address = fleet.repositories().serve(repository);
        var shrinking = submit(address, "Shrinking", 60, "touch $CODEFLEET_SUBTASK; sleep 4");
        fleet.api().await(shrinking, event -> "progress".equals(event.body().get("what")));
        scale(8);
        assertAllDoneOnce(shrinking, 60);
        var unfinished = attempts(shrinking, "progress", null);
        unfinished.removeAll(attempts(shrinking, "report", "SUCCEEDED"));
        assertThat(unfinished)
                .as(
                        "whoever goes ends what it has begun, and hands it over; of the rest: %s",
                        events(shrinking, unfinished))
                .isEmpty();
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void everythingIsRestartedPieceByPiece() {
        var job = submit(null, "Rolling", 200, "sleep 4");

        for (var service : List.of("registry-1", "registry-2", "registry-3")) {
            fleet.compose("restart", service);
        }
        fleet.compose("restart", "postgres");
        fleet.compose("restart", "manager-models", "manager-data", "manager-docs");
        fleet.compose("restart", "manager-code", "manager-devsecops");
        fleet.compose("restart", "programmer");
        fleet.compose("restart", "gateway-1");
        fleet.compose("restart", "gateway-2");

        fleet.awaitWhole();
        assertAllDoneOnce(job, 200);
    }

    private void scale(int programmers) {
        var scale = "programmer=" + programmers;
        fleet.compose("up", "--detach", "--no-recreate", "--scale", scale, "programmer");
    }

    private JobId submit(@Nullable String address, String title, int tasks, String script) {
        var all =
                IntStream.range(0, tasks)
                        .mapToObj(number -> command("t" + number, script))
                        .toList();
        var plan = Task.plan(title, all);
        return fleet.api().submit(new JobRequest(address, null, plan, null, null, null, null)).id();
    }

    /** The attempts of which a job's log says that. */
    private Set<Object> attempts(JobId job, String what, @Nullable String state) {
        return fleet.api().events(job).stream()
                .map(JobEvent::body)
                .filter(body -> what.equals(body.get("what")))
                .filter(body -> Objects.equals(body.get("state"), state))
                .map(body -> Objects.requireNonNull(body.get("attempt")))
                .collect(Collectors.toSet());
    }

    /** What a job's log says of attempts. */
    private List<JobEvent> events(JobId job, Set<Object> attempts) {
        return fleet.api().events(job).stream()
                .filter(event -> attempts.contains(event.body().get("attempt")))
                .toList();
    }

    private void assertAllDoneOnce(JobId job, int tasks) {
        var ended = fleet.api().end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(fleet.api().receipts(job))
                .filteredOn(receipt -> receipt.state() == AttemptState.SUCCEEDED)
                .extracting(receipt -> receipt.attempt().key())
                .hasSize(tasks)
                .doesNotHaveDuplicates();
    }
}
