package dev.codefleet.localfleet;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Directories that runs of a command leave for whoever wants to look at them afterwards. */
public final class RunDirectories {
    private record Run(Path directory, FileTime time) {}

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
        runs.stream()
                .skip(most)
                .map(Run::directory)
                .filter(directory -> !FleetLock.isHeld(new Home(directory)))
                .forEach(RunDirectories::delete);
    }

    private static List<Run> runs(Path parent, String prefix) {
        var runs = new ArrayList<Run>();
        if (!Files.isDirectory(parent)) {
            return runs;
        }
        try (var directories =
                Files.newDirectoryStream(
                        parent,
                        each ->
                                Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                                        && String.valueOf(each.getFileName()).startsWith(prefix)
                                        && (prefix.isEmpty() || isMine(each)))) {
            for (var directory : directories) {
                runs.add(new Run(directory, Files.getLastModifiedTime(directory)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + parent, e);
        }
        return runs;
    }

    private static boolean isMine(Path directory) throws IOException {
        return Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
    }

    static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException kept) {
            // It is tried again at the next run.
        }
    }
}
