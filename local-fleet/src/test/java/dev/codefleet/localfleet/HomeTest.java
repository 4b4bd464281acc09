package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

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
    void withoutANamedOneItIsBelowTheUsersHome() {
        assertThat(Home.of(Map.of("HOME", "/home/me")).directory())
                .isEqualTo(Path.of("/home/me/.codefleet"));
        assertThat(Home.of(Map.of("HOME", "/home/me", "CODEFLEET_HOME", "/x")).directory())
                .isEqualTo(Path.of("/x"));
    }
}
