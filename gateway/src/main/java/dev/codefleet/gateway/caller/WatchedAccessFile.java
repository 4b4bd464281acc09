package dev.codefleet.gateway.caller;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessList;
import dev.codefleet.access.AccessReading;
import dev.codefleet.web.StartCheck;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an access file lists. One that becomes bad changes nothing: a slip of an operator
 * must not lock everybody out, nor let anybody in.
 */
final class WatchedAccessFile {
    private static final Logger LOG = Logger.getLogger(WatchedAccessFile.class);

    private final Path file;
    private volatile AccessList current;
    private @Nullable String told;

    /**
     * Reads it for the first time.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException if it is bad
     */
    WatchedAccessFile(Path file) {
        this.file = file;
        this.current =
                switch (AccessFile.read(file)) {
                    case AccessReading.Read(var list) -> list;
                    case AccessReading.Faulty faulty ->
                            throw StartCheck.refusal(
                                    "CODEFLEET_ACCESS_FILE is "
                                            + file
                                            + ", which cannot be used: "
                                            + faulty.line()
                                            + ". Correct the file, or name another one.");
                };
        LOG.infof("Callers need a key: file=%s keys=%d", file, current.keys().size());
    }

    AccessList current() {
        return current;
    }

    /** Reads it again. Its content alone decides: times of files and links tell too little. */
    synchronized void look() {
        switch (AccessFile.read(file)) {
            case AccessReading.Read(var list) -> {
                if (told != null || !list.keys().equals(current.keys())) {
                    LOG.infof(
                            "The access file has changed: file=%s keys=%d",
                            file, list.keys().size());
                }
                told = null;
                current = list;
            }
            case AccessReading.Faulty faulty -> {
                if (!faulty.line().equals(told)) {
                    told = faulty.line();
                    LOG.errorf(
                            "The access file cannot be used; the keys from before still count:"
                                    + " file=%s cause=%s",
                            file, faulty.line());
                }
            }
        }
    }
}
