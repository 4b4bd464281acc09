package dev.codefleet.manager.upload;

import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.support.ChecksummedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes uploaded repositories in, and brings those that are needed to this manager's disk. Blocks;
 * safe for many threads.
 */
final class Uploads implements UploadedRepositories {
    private final UploadStore store;
    private final UploadFiles files;
    private final Git git;
    private final long maxBytes;
    private final long maxTotalBytes;

    /** What became of an upload. */
    sealed interface Received {
        /** It is safe now. */
        record Stored() implements Received {}

        /** It was here before; the body was not read. */
        record AlreadyHere() implements Received {}

        /** It is something else than its name says. */
        record WrongChecksum(String actual) implements Received {}

        record NoBundle(String why) implements Received {}

        record TooLarge(long maxBytes) implements Received {}

        /** All space for uploads is taken. */
        record NoSpace(long maxTotalBytes) implements Received {}
    }

    /**
     * @param maxBytes of one upload
     * @param maxTotalBytes of all in the database
     */
    Uploads(UploadStore store, UploadFiles files, Git git, long maxBytes, long maxTotalBytes) {
        this.git = git;
        this.store = store;
        this.files = files;
        this.maxBytes = maxBytes;
        this.maxTotalBytes = maxTotalBytes;
    }

    /**
     * Takes an upload.
     *
     * @param sha256 its name
     * @throws IOException if the body breaks off or the disk fails; nothing is kept of it then
     */
    Received receive(String sha256, InputStream body) throws IOException, SQLException {
        if (store.touch(sha256)) {
            return new Received.AlreadyHere();
        }
        var part = files.newPart();
        try {
            var written = ChecksummedFile.write(body, part, maxBytes);
            if (written.isEmpty()) {
                return new Received.TooLarge(maxBytes);
            }
            if (!written.get().sha256().equals(sha256)) {
                return new Received.WrongChecksum(written.get().sha256());
            }
            var fault = fault(part);
            if (fault.isPresent()) {
                return new Received.NoBundle(fault.get());
            }
            if (store.totalBytes() + written.get().bytes() > maxTotalBytes) {
                return new Received.NoSpace(maxTotalBytes);
            }
            store.keep(sha256, part);
            files.keep(sha256, part).close();
            return new Received.Stored();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Found here, where whoever has made the bundle hears of it. */
    private Optional<String> fault(Path file) {
        try {
            Bundles.requireWhole(git, file);
            return Optional.empty();
        } catch (GitFailed e) {
            return Optional.of(e.getMessage() + ".");
        }
    }

    @Override
    public Optional<? extends InUse> use(String sha256) {
        try {
            return files.use(sha256, to -> bring(sha256, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean bring(String sha256, Path to) throws IOException {
        try {
            if (!store.touch(sha256)) {
                return false;
            }
            try (var out = Files.newOutputStream(to)) {
                store.read(sha256, out);
            }
        } catch (SQLException e) {
            throw new IOException("the database is away: " + e.getMessage(), e);
        }
        var actual = ChecksummedFile.of(to).sha256();
        if (!actual.equals(sha256)) {
            throw new IOException(
                    "the upload " + sha256 + " came out of the database as " + actual);
        }
        return true;
    }
}
