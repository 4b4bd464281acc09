package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoneMembersTest {
    @TempDir private Path home;

    @Test
    void aSmallerFleetLeavesNothingOfTheMembersThatItHasNot() throws IOException {
        var kept = write("programmers/programmer-1/mirrors/a.git/HEAD");
        write("programmers/programmer-4/mirrors/a.git/HEAD");
        write("managers/manager-2/git/mirrors/a.git/HEAD");
        var other = write("managers/notes of mine/text");

        new GoneMembers(new Home(home)).delete(FleetSpec.usual().withProgrammers(3, 2));

        assertThat(kept).exists();
        assertThat(other).exists();
        assertThat(home.resolve("programmers/programmer-4")).doesNotExist();
        assertThat(home.resolve("managers/manager-2")).doesNotExist();
    }

    @Test
    void reportsThatNoManagerTookStay() throws IOException {
        var report = write("programmers/programmer-4/spool/job1.a.1/report.json");
        write("programmers/programmer-4/mirrors/a.git/HEAD");

        new GoneMembers(new Home(home)).delete(FleetSpec.usual());

        assertThat(report).exists();
        assertThat(home.resolve("programmers/programmer-4/mirrors")).doesNotExist();
    }

    private Path write(String file) throws IOException {
        var path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "x");
    }
}
