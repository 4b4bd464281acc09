package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators change the fleet while a job runs on it. */
@InContainers
class ComposeScaleIT {
    private final ComposeFleet fleet;

    ComposeScaleIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeEach
    void awaitWhole() {
        fleet.awaitWhole();
    }

    @Test
    void programmersThatComeGetWorkAndThoseThatGoFinishTheirs() {
        var before = fleet.containers("programmer");
        try {
            var growing = submit("Growing", 100, 4);
            scale(20);
            var newcomers = new HashSet<>(fleet.containers("programmer"));
            before.forEach(newcomers::remove);
            assertAllDoneOnce(growing, 100);
            assertThat(fleet.api().receipts(growing))
                    .as("work of %s", newcomers)
                    .anyMatch(receipt ->
                            newcomers.stream()
                                    .anyMatch(one -> ComposeFleet.isIn(one, receipt.programmer())));

            var shrinking = submit("Shrinking", 60, 4);
            fleet.api().await(shrinking, event -> "progress".equals(event.body().get("what")));
            scale(8);
            assertAllDoneOnce(shrinking, 60);
            assertThat(fleet.api().receipts(shrinking))
                    .as("whoever goes ends what it has begun")
                    .allMatch(receipt -> receipt.attempt().number() == 1);
        } finally {
            scale(ComposeFleet.PROGRAMMERS);
        }
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void everythingIsRestartedPieceByPiece() {
        var job = submit("Rolling", 200, 4);

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

    private JobId submit(String title, int tasks, int seconds) {
        var all =
                IntStream.range(0, tasks)
                        .mapToObj(number -> command("t" + number, "sleep " + seconds))
                        .toList();
        return fleet.api().submit(Task.job(null, Task.plan(title, all))).id();
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
