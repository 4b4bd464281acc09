package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.codefleet.gatewayclient.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @Test
    void aHomeIsItsOwnersAlone(@TempDir Path directory) throws Exception {
        var made = Home.make(directory.resolve("home/logs"));

        for (var each : new Path[] {made, made.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aHomeOfAnEarlierVersionIsClosedToOthers(@TempDir Path directory) throws Exception {
        open(directory);
        open(Files.createDirectory(directory.resolve("logs")));
        Files.createFile(directory.resolve("fleet.lock"));

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void aDirectoryWithOtherFilesStaysOpenAndOursInItIsClosed(@TempDir Path directory)
            throws Exception {
        open(directory);
        Files.createFile(directory.resolve("fleet.lock"));
        var logs = open(Files.createDirectory(directory.resolve("logs")));
        var other = open(Files.createDirectory(directory.resolve("of somebody else")));

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(mode(other)).isEqualTo("rwxr-xr-x");
        assertThat(mode(logs)).isEqualTo("rwx------");
    }

    @Test
    void whereNoFleetHasBeenNothingIsClosed(@TempDir Path directory) throws Exception {
        open(directory);
        new Home(directory).requireUsable();
        var git = open(Files.createDirectory(directory.resolve("git")));

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(mode(git)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aDirectoryThatEverybodySharesStaysOpen(@TempDir Path directory) throws Exception {
        Files.setAttribute(directory, "unix:mode", 01777);
        Files.createFile(directory.resolve("fleet.lock"));

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void whatBelongsToAnotherIsUsedAsItIs(@TempDir Path directory) throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can give files away");
        open(directory);
        Files.createFile(directory.resolve("fleet.lock"));
        Files.setAttribute(directory, "unix:uid", 65534);

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
    }

    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }

    @Test
    void theDemosFleetIsNamedByItsHome() {
        var environment = Map.of("CODEFLEET_HOME", "/x");
        var home = Home.of(environment);

        assertThat(Invocation.plain(home.again(environment).of("jobs")))
                .isEqualTo("./codefleet jobs");
        assertThat(Invocation.plain(new Home(Path.of("/x/demo")).again(environment).of("jobs")))
                .isEqualTo("CODEFLEET_HOME=/x/demo ./codefleet jobs");
    }

    @Test
    void withoutANamedOneItIsBelowTheUsersHome() {
        assertThat(Home.of(Map.of("HOME", "/home/me")).directory())
                .isEqualTo(Path.of("/home/me/.codefleet"));
        assertThat(Home.of(Map.of("HOME", "/home/me", "CODEFLEET_HOME", "/x")).directory())
                .isEqualTo(Path.of("/x"));
    }
}
