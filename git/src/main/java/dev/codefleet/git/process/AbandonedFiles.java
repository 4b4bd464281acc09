package dev.codefleet.git.process;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes temporary files and directories of processes that were killed. Others may be at work in
 * the same directory, so only what is older than any operation takes is deleted.
 */
public final class AbandonedFiles {
    private static final Duration LEFT_AFTER = Duration.ofDays(1);

    private AbandonedFiles() {}

    /**
     * Deletes what has not changed for a day.
     *
     * @param directory nothing happens if there is none
     * @param names what such files are called, as a glob
     */
    public static void delete(Path directory, String names, Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(directory, names)) {
            for (var entry : entries) {
                if (isAbandoned(entry, now)) {
                    Directories.delete(entry);
                }
            }
        }
    }

    /** Whether something has not changed for a day; what is gone has not. */
    public static boolean isAbandoned(Path path, Instant now) throws IOException {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(now.minus(LEFT_AFTER));
        } catch (NoSuchFileException gone) {
            return true;
        }
    }
}
