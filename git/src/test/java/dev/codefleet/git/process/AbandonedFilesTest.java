package dev.codefleet.git.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir private Path directory;

    @Test
    void ofASharedDirectoryOnlyRegularFilesGo() throws IOException {
        var file = aged(Files.createFile(directory.resolve("codefleet-1.txt")));
        var inner = aged(Files.createDirectory(directory.resolve("codefleet-2.txt")));
        var young = Files.createFile(directory.resolve("codefleet-3.txt"));
        var link = Files.createSymbolicLink(directory.resolve("codefleet-4.txt"), inner);

        // Two days from now, the link is old as well: its own time cannot be set.
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().plus(Duration.ofDays(2))));
        var later = Instant.now().plus(Duration.ofDays(2));
        AbandonedFiles.deleteOwnFiles(directory, "codefleet-*.txt", later);

        assertThat(file).doesNotExist();
        assertThat(inner).isDirectory();
        assertThat(young).exists();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void whatIsAnothersStays() throws IOException {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can give files away");
        var file = aged(Files.createFile(directory.resolve("codefleet-1.txt")));
        Files.setAttribute(file, "unix:uid", 65534);

        AbandonedFiles.deleteOwnFiles(directory, "codefleet-*.txt", NOW);

        assertThat(file).exists();
    }

    @Test
    void whatCannotBeDeletedKeepsNothingElse() throws Exception {
        var level = "0".repeat(200);
        var deep = directory;
        for (int depth = 0; depth < 19; depth++) {
            deep = deep.resolve(level);
        }
        deep = Files.createDirectories(deep.resolve("0".repeat(3_900 - 1 - length(deep))));
        var other = aged(Files.createDirectory(deep.resolve("b.new")));
        // Its path is longer than any that the system takes: no right of root helps either.
        var undeletable = "a".repeat(246) + ".new";
        run(deep, "touch", undeletable);
        try {
            AbandonedFiles.delete(deep, "*.new", NOW);

            assertThat(other).doesNotExist();
            try (var left = Files.newDirectoryStream(deep)) {
                assertThat(left)
                        .extracting(path -> String.valueOf(path.getFileName()))
                        .containsExactly(undeletable);
            }
        } finally {
            run(directory, "rm", "-rf", level);
        }
    }

    private static int length(Path path) {
        return path.toString().length();
    }

    private static Path aged(Path path) throws IOException {
        return Files.setLastModifiedTime(path, FileTime.from(NOW.minus(Duration.ofHours(25))));
    }

    private static void run(Path place, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(place.toFile()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
