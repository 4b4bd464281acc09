package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoneMembersTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    @TempDir private Path home;

    @Test
    void aSmallerFleetLeavesNothingOfTheMembersThatItHasNot() throws IOException {
        var kept = write("programmers/programmer-1/mirrors/a.git/HEAD");
        write("programmers/programmer-4/mirrors/a.git/HEAD");
        write("managers/manager-2/git/mirrors/a.git/HEAD");
        var other = write("managers/notes of mine/text");

        new GoneMembers(new Home(home), () -> NOW).delete(FleetSpec.usual().withProgrammers(3, 2));

        assertThat(kept).exists();
        assertThat(other).exists();
        assertThat(home.resolve("programmers/programmer-4")).doesNotExist();
        assertThat(home.resolve("managers/manager-2")).doesNotExist();
    }

    @Test
    void reportsThatNoManagerTookStay() throws IOException {
        var report = write("programmers/programmer-4/spool/job1.a.1/report.json");
        write("programmers/programmer-4/mirrors/a.git/HEAD");

        new GoneMembers(new Home(home), () -> NOW).delete(FleetSpec.usual());

        assertThat(report).exists();
        assertThat(home.resolve("programmers/programmer-4/mirrors")).doesNotExist();
    }

    @Test
    void logsOfMembersThatAreGoneForLongGoAsWell() throws IOException {
        var old = log("programmer-4.log", 8);
        var rotated = log("programmer-4.log.1", 8);
        var output = log("manager-2.out", 8);
        var recent = log("programmer-5.log", 6);
        var present = log("programmer-3.log", 8);
        var supervisors = log("supervisor.log", 8);

        new GoneMembers(new Home(home), () -> NOW).delete(FleetSpec.usual());

        assertThat(List.of(old, rotated, output)).noneMatch(Files::exists);
        assertThat(List.of(recent, present, supervisors)).allMatch(Files::exists);
    }

    @Test
    void aLogThatCannotBeDeletedIsTriedAgainAtTheNextStart() throws IOException {
        var old = log("programmer-4.log", 8);
        var logs = old.getParent();
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(logs)).as("the user may do everything").isFalse();
        var gone = new GoneMembers(new Home(home), () -> NOW);

        gone.delete(FleetSpec.usual());
        assertThat(old).exists();

        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxr-xr-x"));
        gone.delete(FleetSpec.usual());
        assertThat(old).doesNotExist();
    }

    /** It may have reports in it. */
    @Test
    void aSpoolThatCannotBeReadStays() throws IOException {
        var report = write("programmers/programmer-4/spool/job1.a.1/report.json");
        var spool = home.resolve("programmers/programmer-4/spool");
        Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("-wx------"));
        assumeThat(Files.isReadable(spool)).as("the user may do everything").isFalse();

        new GoneMembers(new Home(home), () -> NOW).delete(FleetSpec.usual());

        Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwx------"));
        assertThat(report).exists();
    }

    private Path log(String name, int days) throws IOException {
        var time = FileTime.from(NOW.minus(Duration.ofDays(days)));
        return Files.setLastModifiedTime(write("logs/" + name), time);
    }

    private Path write(String file) throws IOException {
        var path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "x");
    }
}
