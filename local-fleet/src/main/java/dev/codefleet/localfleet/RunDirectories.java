package dev.codefleet.localfleet;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        var runs = runs(parent);
        runs.sort(Comparator.comparing(Run::time).reversed());
        runs.stream()
                .skip(most)
                .map(Run::directory)
                .filter(directory -> !FleetLock.isHeld(new Home(directory)))
                .forEach(RunDirectories::delete);
    }

    private static List<Run> runs(Path parent) {
        var runs = new ArrayList<Run>();
        if (!Files.isDirectory(parent)) {
            return runs;
        }
        try (var directories = Files.newDirectoryStream(parent, Files::isDirectory)) {
            for (var directory : directories) {
                runs.add(new Run(directory, Files.getLastModifiedTime(directory)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + parent, e);
        }
        return runs;
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException kept) {
            // It is tried again at the next run.
        }
    }
}
