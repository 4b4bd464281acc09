package dev.codefleet.programmer.workspace;

import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.support.ChecksummedFile;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Bundles that managers have uploaded for attempts to come, each named by its checksum. What has
 * not been used for too long goes, and the longest unused goes first when space runs out; a bundle
 * in use stays. Safe for use by many threads, and by one process at a time.
 */
public final class UploadedBundles implements UploadedRepositories {
    private static final Logger LOG = Logger.getLogger(UploadedBundles.class);

    private final Path directory;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * Limits of what is kept.
     *
     * @param maxBytes of one bundle
     * @param maxTotalBytes of all of them
     * @param maxAge how long an unused one is kept
     */
    public record Bounds(long maxBytes, long maxTotalBytes, Duration maxAge) {}

    /** What became of an upload. */
    public sealed interface Upload {
        /** It is here now. */
        record Stored() implements Upload {}

        /** It was here before; the body was not read. */
        record AlreadyHere() implements Upload {}

        /** It is something else than its name says. */
        record WrongChecksum(String actual) implements Upload {}

        record TooLarge(long maxBytes) implements Upload {}

        /** All space is taken by bundles that are in use. */
        record NoSpace(long maxTotalBytes) implements Upload {}
    }

    /** A bundle that stays as long as this is open. */
    public interface InUse extends UploadedRepositories.InUse {
        /** Forgets the bundle, which is not what it was when it came: it can be uploaded again. */
        void discard();
    }

    /**
     * Opens the store, with the bundles that an earlier process left in it.
     *
     * @param directory made when missing
     */
    public UploadedBundles(Path directory, Bounds bounds, InstantSource clock) throws IOException {
        this.directory = directory;
        this.bounds = bounds;
        this.clock = clock;
        Files.createDirectories(directory);
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (isName(name)) {
                    entries.put(name, new Entry(Files.size(file), clock.instant()));
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    /** Whether the text is a checksum in the form that names a bundle. */
    public static boolean isName(String text) {
        return Sha256.isSum(text);
    }

    /**
     * Stores a bundle.
     *
     * @param sha256 its name
     * @throws IOException if the body breaks off or the disk fails; nothing is kept of it then
     */
    public Upload take(String sha256, InputStream body) throws IOException {
        if (size(sha256).isPresent()) {
            return new Upload.AlreadyHere();
        }
        var part = Files.createTempFile(directory, "upload", ".part");
        try {
            var written = ChecksummedFile.write(body, part, bounds.maxBytes());
            if (written.isEmpty()) {
                return new Upload.TooLarge(bounds.maxBytes());
            }
            if (!written.get().sha256().equals(sha256)) {
                return new Upload.WrongChecksum(written.get().sha256());
            }
            return keep(sha256, part, written.get().bytes());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The size of a bundle in bytes, if it is here. */
    public synchronized OptionalLong size(String sha256) {
        var entry = entries.get(sha256);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.bytes);
    }

    /** Takes a bundle into use, if it is here. */
    @Override
    public synchronized Optional<InUse> use(String sha256) {
        var entry = entries.get(sha256);
        if (entry == null) {
            return Optional.empty();
        }
        entry.users++;
        entry.lastUsed = clock.instant();
        return Optional.of(new Use(directory.resolve(sha256), entry));
    }

    /** Removes what has not been used for too long. */
    public synchronized void removeOld() throws IOException {
        var oldest = clock.instant().minus(bounds.maxAge());
        var names =
                entries.entrySet().stream()
                        .filter(e ->
                                e.getValue().users == 0 && e.getValue().lastUsed.isBefore(oldest))
                        .map(Map.Entry::getKey)
                        .toList();
        for (var name : names) {
            remove(name);
        }
    }

    private synchronized Upload keep(String sha256, Path part, long bytes) throws IOException {
        while (total() + bytes > bounds.maxTotalBytes()) {
            var victim =
                    entries.entrySet().stream()
                            .filter(e -> e.getValue().users == 0)
                            .min(Comparator.comparing(e -> e.getValue().lastUsed));
            if (victim.isEmpty()) {
                return new Upload.NoSpace(bounds.maxTotalBytes());
            }
            remove(victim.get().getKey());
        }
        Files.move(part, directory.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
        entries.putIfAbsent(sha256, new Entry(bytes, clock.instant()));
        return new Upload.Stored();
    }

    private long total() {
        return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    }

    private void remove(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
        entries.remove(name);
    }

    private static final class Entry {
        final long bytes;
        Instant lastUsed;
        int users;

        Entry(long bytes, Instant lastUsed) {
            this.bytes = bytes;
            this.lastUsed = lastUsed;
        }
    }

    private final class Use implements InUse {
        private final Path path;
        private final Entry entry;
        private boolean isClosed;

        Use(Path path, Entry entry) {
            this.path = path;
            this.entry = entry;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void discard() {
            synchronized (UploadedBundles.this) {
                // Should it stay on disk, the next upload takes its place.
                if (entries.remove(path.getFileName().toString(), entry)
                        && !path.toFile().delete()) {
                    LOG.warnf("A damaged bundle cannot be deleted: file=%s", path);
                }
            }
        }

        @Override
        public void close() {
            synchronized (UploadedBundles.this) {
                if (!isClosed) {
                    isClosed = true;
                    entry.users--;
                    entry.lastUsed = clock.instant();
                }
            }
        }
    }
}
