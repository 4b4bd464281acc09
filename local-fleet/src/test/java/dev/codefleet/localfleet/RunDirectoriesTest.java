package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoriesTest {
    @TempDir private Path parent;

    @Test
    void theNewestStay() throws IOException {
        for (int run = 1; run <= 5; run++) {
            run("run-" + run, run);
        }

        RunDirectories.keepNewest(parent, 2);

        assertThat(parent.resolve("run-4/logs/a.log")).exists();
        assertThat(parent.resolve("run-5/logs/a.log")).exists();
        try (var left = Files.list(parent)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void oneWhoseFleetIsUpStays() throws IOException {
        var old = run("old", 1);
        run("new", 2);
        try (var lock = FleetLock.take(new Home(old)).orElseThrow()) {
            Files.setLastModifiedTime(old, FileTime.from(Instant.ofEpochSecond(1)));

            RunDirectories.keepNewest(parent, 1);

            assertThat(lock).isNotNull();
            assertThat(old).isDirectory();
        }
    }

    @Test
    void ofASharedDirectoryOnlyThoseOfTheNameGo() throws IOException {
        run("codefleet-demo-1", 1);
        run("codefleet-demo-2", 2);
        var other = run("other", 0);

        RunDirectories.keepNewest(parent, "codefleet-demo-", 1);

        assertThat(other).isDirectory();
        assertThat(parent.resolve("codefleet-demo-1")).doesNotExist();
        assertThat(parent.resolve("codefleet-demo-2")).isDirectory();
    }

    @Test
    void nothingIsAskedOfADirectoryThatIsNotThere() {
        RunDirectories.keepNewest(parent.resolve("absent"), 1);
    }

    @Test
    void whatIsYoungerThanThatStays() throws IOException {
        var old = run("codefleet-training-1", 99);
        var ofCommands = run("codefleet-training-cli-1", 99);
        var young = run("codefleet-training-2", 100);

        RunDirectories.deleteOlder(parent, AotTraining.DIRECTORY, Instant.ofEpochSecond(100));

        assertThat(old).doesNotExist();
        assertThat(ofCommands).doesNotExist();
        assertThat(young).isDirectory();
    }

    @Test
    void whatVanishesWhileTheyAreListedIsNone() throws IOException {
        var there = run("codefleet-demo-1", 1);
        var gone = parent.resolve("codefleet-demo-2");

        assertThat(RunDirectories.runs(List.of(gone, there), "codefleet-demo-"))
                .extracting(RunDirectories.Run::directory)
                .containsExactly(there);
    }

    private Path run(String name, int second) throws IOException {
        var run = parent.resolve(name);
        Files.createDirectories(run.resolve("logs"));
        Files.writeString(run.resolve("logs/a.log"), "log");
        Files.setLastModifiedTime(run, FileTime.from(Instant.ofEpochSecond(second)));
        return run;
    }
}
