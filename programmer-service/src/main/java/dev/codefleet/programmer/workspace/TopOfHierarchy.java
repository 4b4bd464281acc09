package dev.codefleet.programmer.workspace;

import dev.codefleet.programmer.execute.SandboxChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sets a directory's flag {@code T} on an ext4 without a journal: its directories are unrelated, so
 * that it puts each into another part of the disk: the flag {@code T}, "top of directory
 * hierarchies", of chattr(1).
 *
 * <p>Attempts come and go, with all the files of a repository each. ext4 puts files near their
 * directory and directories near their parent. Without a journal it also passes by inodes that were
 * freed in the last minutes, one after the other ({@code recently_deleted} in the kernel's
 * fs/ext4/ialloc.c): in one part of the disk each attempt so pays for the files of all before it.
 */
public final class TopOfHierarchy {
    private static final Logger LOG = Logger.getLogger(TopOfHierarchy.class);
    private static final Path FILE_SYSTEMS = Path.of("/sys/fs/ext4");
    private static final long LONGEST_SECONDS = 5;

    private TopOfHierarchy() {}

    /**
     * Marks a directory, if its file system is such a one. Elsewhere nothing is lost.
     *
     * @param searchPath where to look for {@code chattr}
     * @return whether it is marked
     */
    public static boolean mark(Path directory, String searchPath) {
        try {
            var isMarked =
                    isWithoutJournal(directory)
                            && SandboxChoice.find("chattr", searchPath)
                                    .filter(program -> runs(program, directory))
                                    .isPresent();
            LOG.debugf("Spread over the disk: directory=%s marked=%s", directory, isMarked);
            return isMarked;
        } catch (IOException e) {
            LOG.debugf(e, "A directory stays as it is: directory=%s", directory);
            return false;
        }
    }

    static boolean isWithoutJournal(Path directory) throws IOException {
        var store = Files.getFileStore(directory);
        if (!store.type().equals("ext4")) {
            return false;
        }
        var device = Path.of(store.name());
        var name = (Files.exists(device) ? device.toRealPath() : device).getFileName();
        var task = FILE_SYSTEMS.resolve(name).resolve("journal_task");
        return Files.isReadable(task) && Files.readString(task).strip().equals("<none>");
    }

    private static boolean runs(Path program, Path directory) {
        var line = List.of(program.toString(), "+T", directory.toString());
        try {
            var process =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)
                        && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debugf(e, "chattr cannot be run: directory=%s", directory);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
