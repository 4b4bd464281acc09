package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to containers happens to the fleet; the job succeeds, and each task counts once. */
@InContainers
class ComposeFaultIT {
    private final ComposeFleet fleet;
    private final Repository repository = Repository.create();

    ComposeFaultIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeEach
    void awaitWhole() {
        fleet.awaitWhole();
    }

    @Test
    void aProgrammerThatIsKilledLosesItsAttemptToAnother() {
        var job = submit("Killed");
        var victim = programmerOf(job, "b");

        fleet.docker().killContainerCmd(victim).exec();
        try {
            assertDoneOnce(job);
            assertThat(attempts(job, "b")).as("attempts of b").isEqualTo(2);
        } finally {
            fleet.docker().startContainerCmd(victim).exec();
        }
    }

    @Test
    void aProgrammerThatIsPausedLosesItsAttemptToAnother() {
        var job = submit("Paused");
        var victim = programmerOf(job, "b");

        fleet.docker().pauseContainerCmd(victim).exec();
        try {
            assertDoneOnce(job);
            assertThat(attempts(job, "b")).as("attempts of b").isEqualTo(2);
        } finally {
            fleet.docker().unpauseContainerCmd(victim).exec();
        }
    }

    @Test
    void aProgrammerThatIsCutOffLosesItsAttemptToAnother() {
        var job = submit("Cut off");
        var victim = programmerOf(job, "b");

        fleet.disconnect(victim);
        try {
            assertDoneOnce(job);
            assertThat(attempts(job, "b")).as("attempts of b").isEqualTo(2);
        } finally {
            fleet.reconnect(victim, "programmer");
        }
    }

    @Test
    void theJobOfAManagerThatIsKilledGoesOnWithAnother() {
        var job = submit("Orphan");
        programmerOf(job, "b");
        var owner = Objects.requireNonNull(fleet.api().job(job).owner());
        var victim = fleet.container("manager-code", owner);

        fleet.docker().killContainerCmd(victim).exec();
        try {
            assertDoneOnce(job);
            assertThat(fleet.api().job(job).owner()).isNotEqualTo(owner);
            assertThat(attempts(job, "b")).as("the running attempt went on").isEqualTo(1);
        } finally {
            fleet.docker().startContainerCmd(victim).exec();
        }
    }

    @Test
    void aRestartOfPostgresqlLosesNothing() {
        var job = submit("Away");
        programmerOf(job, "b");

        fleet.compose("restart", "--timeout", "10", "postgres");

        assertDoneOnce(job);
    }

    /** Three tasks, of which b works for a while beside a and is followed by c. */
    private JobId submit(String title) {
        var tasks =
                List.of(
                        command("a", "echo a >>a.txt"),
                        command("b", "echo b >>b.txt; sleep 4"),
                        command("c", "cat a.txt b.txt >>c.txt").after("a", "b"));
        var address = fleet.repositories().serve(repository);
        var plan = Task.plan(title, tasks, "test $(wc -l <c.txt) -eq 2");
        return fleet.api().submit(new JobRequest(address, null, plan, null, null, null, null)).id();
    }

    /** Waits until the task's executor runs; the container that it runs in. */
    private String programmerOf(JobId job, String key) {
        var running = fleet.api().await(job, event -> isRunning(event, key));
        var programmer = String.valueOf(running.body().get("programmer"));
        return fleet.container("programmer", new AgentId(programmer));
    }

    private static boolean isRunning(JobEvent event, String key) {
        return "progress".equals(event.body().get("what"))
                && "executor".equals(event.body().get("phase"))
                && key.equals(event.body().get("subtask"));
    }

    private int attempts(JobId job, String key) {
        return fleet.api().subtask(job, key).effort().attempts();
    }

    /** The job succeeds; each task has one accepted attempt, whose commit is in the result once. */
    private void assertDoneOnce(JobId job) {
        var api = fleet.api();
        var ended = api.end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        for (var key : List.of("a", "b", "c")) {
            assertThat(api.receipts(job, key))
                    .filteredOn(receipt -> receipt.state() == AttemptState.SUCCEEDED)
                    .extracting(receipt -> receipt.commits().commit())
                    .as("accepted attempts of " + key)
                    .containsExactly(api.subtask(job, key).commit());
        }
        var result = repository.withResult(api, ended);
        var commit = Objects.requireNonNull(ended.files().commit());
        assertThat(result.show(commit, "c.txt")).isEqualTo("a\nb\n");
        var format = "%(trailers:key=Codefleet-Subtask,valueonly,separator=%x2C)";
        assertThat(result.history(Objects.requireNonNull(ended.files().base()), commit, format))
                .containsExactlyInAnyOrder("a", "b", "c");
    }
}
