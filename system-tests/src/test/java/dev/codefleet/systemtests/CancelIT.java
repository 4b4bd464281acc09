package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@InSharedFleet
@Isolated
class CancelIT {
    private final Api api;
    private final Fleet fleet;
    private final Repository repository = Repository.create();

    CancelIT(Fleet fleet) {
        this.fleet = fleet;
        this.api = fleet.api();
    }

    @Test
    void cancelLeavesNoProcessASecondLater() {
        var marker = Processes.marker();
        var running = Task.command("running", Processes.tree(marker));
        var waiting = Task.command("waiting", "true").after("running");
        var job = api.submit(job(repository, "To be cancelled", running, waiting)).id();
        assertThat(Processes.appear(marker)).isTrue();

        api.cancel(job);

        assertThat(Processes.vanish(marker, Duration.ofSeconds(1)))
                .as("alive after a second: %s", Processes.with(marker))
                .isTrue();
        assertThat(api.end(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(api.subtasks(job))
                .extracting(subtask -> subtask.state())
                .containsOnly(SubtaskState.CANCELLED);
        assertThat(api.subtask(job, "waiting").effort().attempts()).isZero();
        assertThat(api.cancel(job).state()).as("again").isEqualTo(JobState.CANCELLED);
    }

    @Test
    void cancelFreesTheSlotsForOthers() {
        var marker = Processes.marker();
        var tasks = tree(marker, 2 * fleet.slots());
        var job = api.submit(job(repository, Task.plan("All slots", tasks))).id();
        assertThat(Processes.appear(marker)).isTrue();
        var next = api.submit(job(repository, "Next", Task.command("next", "echo x >next")));

        api.cancel(job);

        assertThat(api.end(next.id()).state()).isEqualTo(JobState.SUCCEEDED);
        // Any of the slots that are free took it; those of others may be a moment behind.
        assertThat(Processes.vanish(marker, Duration.ofSeconds(1)))
                .as("alive after a second: %s", Processes.with(marker))
                .isTrue();
    }

    private static List<Task> tree(String marker, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Task.command("t" + number, Processes.tree(marker)))
                .toList();
    }
}
