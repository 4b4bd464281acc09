package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saves and restores a fleet with the very commands that docs/operations.md gives. */
@InContainers
class ComposeBackupIT {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("codefleet.checkout", "..")).resolve("docs/operations.md");
    private static final Pattern COMMANDS =
            Pattern.compile("## Backup\n.*?```sh\n(.*?)```\n.*?```sh\n(.*?)```", Pattern.DOTALL);

    private final ComposeFleet fleet;
    private final Path directory = Scratch.directory("backup");

    ComposeBackupIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeEach
    void awaitWhole() {
        fleet.awaitWhole();
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void whatWasSavedIsThereAgainAndWhatCameLaterIsNot() throws IOException {
        var commands = COMMANDS.matcher(Files.readString(DOCUMENT));
        assertThat(commands.find()).as("commands in %s", DOCUMENT).isTrue();
        var repository = Repository.create();
        var address = fleet.repositories().serve(repository);
        var write = Task.plan("Saved", List.of(command("a", "echo a >a.txt")));
        var saved = fleet.api().run(new JobRequest(address, null, write, null, null, null, null));
        var running = submit("Running", 40);
        fleet.api().await(running, event -> "progress".equals(event.body().get("what")));

        fleet.shell(directory, commands.group(1));
        var later = submit("Later", 1);
        assertSucceeds(later);
        assertSucceeds(running);
        fleet.shell(directory, commands.group(2));

        assertSucceeds(running);
        assertThat(fleet.api().jobs())
                .extracting(JobView::id)
                .contains(saved.id(), running)
                .doesNotContain(later);
        var result = repository.withResult(fleet.api(), fleet.api().job(saved.id()));
        assertThat(result.show(Objects.requireNonNull(saved.files().commit()), "a.txt"))
                .isEqualTo("a\n");
        assertSucceeds(submit("After", 1));
    }

    private JobId submit(String title, int tasks) {
        var all =
                IntStream.range(0, tasks)
                        .mapToObj(number -> command("t" + number, "sleep 2"))
                        .toList();
        return fleet.api().submit(Task.job(null, Task.plan(title, all))).id();
    }

    private void assertSucceeds(JobId job) {
        var ended = fleet.api().end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
    }
}
