package dev.codefleet.git;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A directory of our own for the time of one operation. */
record Scratch(Path path) implements AutoCloseable {
    private static final String PREFIX = "scratch-";

    /** Longer than any operation may take. */
    private static final Duration LEFT_AFTER = Duration.ofDays(1);

    static Scratch make(Git git) throws IOException {
        return new Scratch(Files.createTempDirectory(git.settings().home(), PREFIX));
    }

    /** Deletes what processes have left that were killed. */
    static void sweep(Git git, Instant now) throws IOException {
        var before = now.minus(LEFT_AFTER);
        try (var entries = Files.newDirectoryStream(git.settings().home(), PREFIX + "*")) {
            for (var entry : entries) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(before)) {
                    Directories.delete(entry);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        Directories.delete(path);
    }
}
