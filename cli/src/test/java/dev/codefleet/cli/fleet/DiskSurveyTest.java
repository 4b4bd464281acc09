package dev.codefleet.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.support.DiskUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSurveyTest {
    @TempDir private Path directory;

    @Test
    void everyFileOfTheHomeCountsInOnePlace() throws IOException {
        var home = directory.resolve("home");
        write(home.resolve("postgres/base/1"), 100);
        write(home.resolve("logs/manager-1.log"), 20);
        write(home.resolve("managers/manager-1/git/mirrors/a.git/HEAD"), 30);
        write(home.resolve("managers/manager-1/git/home/config"), 1);
        write(home.resolve("programmers/programmer-2/spool/x/report.json"), 4);
        write(home.resolve("fleet.json"), 2);

        var entries = survey(home).entries();

        assertThat(entries)
                .extracting(DiskSurvey.Entry::what, DiskSurvey.Entry::bytes)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("database", 100L),
                        org.assertj.core.groups.Tuple.tuple("logs of services", 20L),
                        org.assertj.core.groups.Tuple.tuple("copies of repositories", 30L),
                        org.assertj.core.groups.Tuple.tuple("reports not yet taken", 4L),
                        org.assertj.core.groups.Tuple.tuple("all else of the home", 3L));
        assertThat(entries.stream().mapToLong(DiskSurvey.Entry::bytes).sum())
                .isEqualTo(DiskUse.of(home).bytes());
    }

    @Test
    void whatLiesOutsideOfTheHomeIsToldToo() throws IOException {
        write(directory.resolve("binaries/linux/bin/postgres"), 60);
        write(directory.resolve("temporary/codefleet-demo-1/codefleet/pom.xml"), 5);
        write(directory.resolve("temporary/codefleet-training-cli-1/fleet.json"), 6);
        write(directory.resolve("temporary/of another program"), 7);

        assertThat(survey(directory.resolve("home")).entries())
                .extracting(DiskSurvey.Entry::what, DiskSurvey.Entry::bytes)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("PostgreSQL's programs", 60L),
                        org.assertj.core.groups.Tuple.tuple("clones of the demo", 5L),
                        org.assertj.core.groups.Tuple.tuple("preparing fast starts", 6L));
    }

    @Test
    void aHomeThatIsNotThereHoldsNothing() {
        assertThat(survey(directory.resolve("absent")).entries()).isEmpty();
    }

    private DiskSurvey survey(Path home) {
        return new DiskSurvey(
                new Home(home),
                new Installation(directory, directory),
                directory.resolve("binaries"),
                directory.resolve("temporary"));
    }

    private static void write(Path file, int bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
