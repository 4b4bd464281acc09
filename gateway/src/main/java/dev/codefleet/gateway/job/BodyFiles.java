package dev.codefleet.gateway.job;

import dev.codefleet.support.ProcessUser;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The temporary files that large bodies lie in on their way. They are named after their process, so
 * that those of a gateway that was killed can be told from those that are in use.
 */
@Singleton
@Startup // before the first body
final class BodyFiles {
    static final String SUFFIX = ".part";

    private static final Logger LOG = Logger.getLogger(BodyFiles.class);
    private static final String PREFIX = "codefleet-body-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-\\d+\\.part");

    @Inject
    BodyFiles() {
        var directory = Path.of(System.getProperty("java.io.tmpdir"));
        var self = ProcessHandle.current();
        var startedAt = self.info().startInstant().orElse(Instant.MIN);
        deleteAbandoned(directory, self.pid(), startedAt, BodyFiles::isAlive);
    }

    /** How the names of this process's files begin. */
    static String prefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /**
     * Deletes the files of this user's processes that are gone.
     *
     * @param self this process, which has none yet: in a container the one before had its number,
     *     and so may one that runs in another container with the same directory
     * @param startedAt the start of this process; what was written since is such a one's
     */
    static void deleteAbandoned(
            Path directory, long self, Instant startedAt, LongPredicate isAlive) {
        try (var files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (var file : files) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    var process = Long.parseLong(name.group(1));
                    var isAbandoned =
                            process == self ? isOlder(file, startedAt) : !isAlive.test(process);
                    if (isAbandoned && ProcessUser.owns(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It takes space and harms nothing.
            LOG.warnf(e, "Cannot delete what a killed gateway may have left in %s", directory);
        }
    }

    private static boolean isOlder(Path file, Instant time) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }
}
