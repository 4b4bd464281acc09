package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {
    @TempDir private Path directory;

    @Test
    void allFilesOfATreeCount() throws IOException {
        Files.write(directory.resolve("a"), new byte[10]);
        Files.createDirectories(directory.resolve("deep/down"));
        Files.write(directory.resolve("deep/down/b"), new byte[5]);

        assertThat(DiskUse.of(directory)).isEqualTo(new DiskUse(15, 2));
        assertThat(DiskUse.of(directory.resolve("a"))).isEqualTo(new DiskUse(10, 1));
    }

    @Test
    void whatIsNotThereTakesNothing() {
        assertThat(DiskUse.of(directory.resolve("absent"))).isEqualTo(DiskUse.NOTHING);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.write(directory.resolve("a"), new byte[10]);
        Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(directory.resolve("tree/to"), directory);

        assertThat(DiskUse.of(directory.resolve("tree")).files()).isEqualTo(1);
    }
}
