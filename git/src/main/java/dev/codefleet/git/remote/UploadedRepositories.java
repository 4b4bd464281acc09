package dev.codefleet.git.remote;

import java.nio.file.Path;
import java.util.Optional;

/** Repositories that were uploaded, each as one bundle on this machine. */
public interface UploadedRepositories {
    /** There are none. */
    UploadedRepositories NONE = _ -> Optional.empty();

    /** A bundle that stays where it is as long as this is open. */
    interface InUse extends AutoCloseable {
        Path path();

        @Override
        void close();
    }

    /**
     * Takes a bundle into use; empty if there is no such one.
     *
     * @param sha256 the bundle's checksum, 64 lower-case hexadecimal digits
     * @throws java.io.UncheckedIOException if that cannot be told now
     */
    Optional<? extends InUse> use(String sha256);
}
