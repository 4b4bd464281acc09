package dev.codefleet.localfleet;

import dev.codefleet.support.Directories;
import dev.codefleet.support.ProcessUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Directories that runs of a command leave for whoever wants to look at them afterwards. */
public final class RunDirectories {
    record Run(Path directory, FileTime time) {}

    private RunDirectories() {}

    /**
     * Deletes all but the newest. One whose fleet is up stays, and so does what cannot be deleted.
     *
     * @param parent where they are; need not be there
     * @param most how many stay
     */
    public static void keepNewest(Path parent, int most) {
        keepNewest(parent, "", most);
    }

    /**
     * The same for directories of this user whose names begin alike, in a place that others use
     * too.
     */
    public static void keepNewest(Path parent, String prefix, int most) {
        var runs = runs(parent, prefix);
        runs.sort(Comparator.comparing(Run::time).reversed());
        runs.stream().skip(most).forEach(RunDirectories::deleteUnlessUp);
    }

    /** Deletes directories of this user whose names begin alike and that are from before a time. */
    static void deleteOlder(Path parent, String prefix, Instant before) {
        runs(parent, prefix).stream()
                .filter(run -> run.time().toInstant().isBefore(before))
                .forEach(RunDirectories::deleteUnlessUp);
    }

    private static List<Run> runs(Path parent, String prefix) {
        if (!Files.isDirectory(parent)) {
            return new ArrayList<>();
        }
        try (var entries = Files.newDirectoryStream(parent)) {
            return runs(entries, prefix);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("Cannot list " + parent, e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + parent, e);
        }
    }

    /** The runs among entries, of which any may be gone by now. */
    static List<Run> runs(Iterable<Path> entries, String prefix) throws IOException {
        var runs = new ArrayList<Run>();
        for (var entry : entries) {
            if (String.valueOf(entry.getFileName()).startsWith(prefix)) {
                try {
                    var attributes =
                            Files.readAttributes(
                                    entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    if (attributes.isDirectory() && (prefix.isEmpty() || ProcessUser.owns(entry))) {
                        runs.add(new Run(entry, attributes.lastModifiedTime()));
                    }
                } catch (NoSuchFileException _) {
                    // Deleted by whoever else tidies up.
                }
            }
        }
        return runs;
    }

    private static void deleteUnlessUp(Run run) {
        if (!FleetLock.isHeld(new Home(run.directory()))) {
            delete(run.directory());
        }
    }

    static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException _) {
            // It is tried again at the next run.
        }
    }
}
