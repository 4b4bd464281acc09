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
        deleteAbandoned(directory, ProcessHandle.current().pid(), BodyFiles::isAlive);
    }

    /** How the names of this process's files begin. */
    static String prefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /**
     * Deletes the files of this user's processes that are gone.
     *
     * @param self this process, which has none yet: in a container the one before had its number
     */
    static void deleteAbandoned(Path directory, long self, LongPredicate isAlive) {
        try (var files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (var file : files) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    var process = Long.parseLong(name.group(1));
                    if ((process == self || !isAlive.test(process)) && ProcessUser.owns(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It takes space and harms nothing.
            LOG.warnf(e, "Cannot delete what a killed gateway may have left in %s", directory);
        }
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }
}
