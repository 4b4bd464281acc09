package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

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

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void aDirectoryWithOtherFilesStaysOpenAndOursInItIsClosed(@TempDir Path directory)
            throws Exception {
        open(directory);
        var logs = open(Files.createDirectory(directory.resolve("logs")));
        var other = open(Files.createDirectory(directory.resolve("of somebody else")));

        new Home(directory).requireUsable();

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(mode(other)).isEqualTo("rwxr-xr-x");
        assertThat(mode(logs)).isEqualTo("rwx------");
    }

    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }

    @Test
    void withoutANamedOneItIsBelowTheUsersHome() {
        assertThat(Home.of(Map.of("HOME", "/home/me")).directory())
                .isEqualTo(Path.of("/home/me/.codefleet"));
        assertThat(Home.of(Map.of("HOME", "/home/me", "CODEFLEET_HOME", "/x")).directory())
                .isEqualTo(Path.of("/x"));
    }
}
