package dev.codefleet.git.process;

import dev.codefleet.support.Directories;
import dev.codefleet.support.ProcessUser;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes temporary files and directories of processes that were killed. Others may be at work in
 * the same directory, so only what is older than any operation takes is deleted. What cannot be
 * deleted takes space and harms nothing: it is logged, and stays.
 */
public final class AbandonedFiles {
    private static final System.Logger LOG = System.getLogger(AbandonedFiles.class.getName());

    private static final Duration LEFT_AFTER = Duration.ofDays(1);

    private AbandonedFiles() {}

    /**
     * Deletes what has not changed for a day.
     *
     * @param directory nothing happens if there is none
     * @param names what such files are called, as a glob
     */
    public static void delete(Path directory, String names, Instant now) {
        delete(directory, names, now, _ -> true);
    }

    /**
     * The same for a directory that others use too: only files that are this user's are deleted.
     */
    public static void deleteOwnFiles(Path directory, String names, Instant now) {
        delete(
                directory,
                names,
                now,
                entry ->
                        Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                                && ProcessUser.owns(entry));
    }

    private static void delete(
            Path directory, String names, Instant now, DirectoryStream.Filter<Path> isOurs) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(directory, names)) {
            for (var entry : entries) {
                delete(entry, now, isOurs);
            }
        } catch (IOException | DirectoryIteratorException e) {
            warn("list", directory, e);
        }
    }

    private static void delete(Path entry, Instant now, DirectoryStream.Filter<Path> isOurs) {
        try {
            if (isAbandoned(entry, now) && isOurs.accept(entry)) {
                Directories.delete(entry);
            }
        } catch (NoSuchFileException _) {
            // By another process, which tidies up as well.
        } catch (IOException e) {
            warn("delete", entry, e);
        }
    }

    private static void warn(String what, Path path, Exception why) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "Cannot " + what + " what a killed process may have left: " + path,
                why);
    }

    /** Whether something has not changed for a day; what is gone has not. */
    public static boolean isAbandoned(Path path, Instant now) throws IOException {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(now.minus(LEFT_AFTER));
        } catch (NoSuchFileException _) {
            // It is gone.
            return true;
        }
    }
}
