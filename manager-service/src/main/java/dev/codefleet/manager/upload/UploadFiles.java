package dev.codefleet.manager.upload;

import dev.codefleet.git.remote.UploadedRepositories.InUse;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bundles on this manager's disk, named by their checksums. The longest unused go first when they
 * take too much space; one in use stays. Safe for many threads, and for one process at a time.
 */
final class UploadFiles {
    private static final int STRIPES = 16;

    private final Path directory;
    private final long maxBytes;
    private final ReentrantLock[] bringing =
            IntStream.range(0, STRIPES)
                    .mapToObj(_ -> new ReentrantLock())
                    .toArray(ReentrantLock[]::new);

    /** Sizes, the longest unused first. */
    private final Map<String, Long> files = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Integer> users = new HashMap<>();
    private long bytes;

    /** Brings a file here. */
    interface Bringer {
        /**
         * Writes the file.
         *
         * @return whether there is such a file
         */
        boolean bring(Path to) throws IOException;
    }

    /**
     * Opens the directory, with the files that an earlier process left in it.
     *
     * @param directory made when missing
     * @param maxBytes of all files; one alone may be larger
     */
    UploadFiles(Path directory, long maxBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        try (var left = Files.newDirectoryStream(directory)) {
            for (var file : left) {
                var name = file.getFileName().toString();
                if (Sha256.isSum(name)) {
                    files.put(name, Files.size(file));
                    bytes += Files.size(file);
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    /** A new file, for what is not known to be right yet. */
    Path newPart() throws IOException {
        return Files.createTempFile(directory, "upload", ".part");
    }

    /** Takes a file into use, brought here first where it is not; empty if there is none. */
    Optional<InUse> use(String sha256, Bringer bringer) throws IOException {
        // Many attempts begin at once with the same file: it is brought once.
        var lock = bringing[Math.floorMod(sha256.hashCode(), STRIPES)];
        lock.lock();
        try {
            var here = here(sha256);
            return here == null ? brought(sha256, bringer) : Optional.of(here);
        } finally {
            lock.unlock();
        }
    }

    private Optional<InUse> brought(String sha256, Bringer bringer) throws IOException {
        var part = newPart();
        try {
            return bringer.bring(part) ? Optional.of(keep(sha256, part)) : Optional.empty();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private synchronized @Nullable InUse here(String sha256) {
        return files.get(sha256) == null ? null : inUse(sha256);
    }

    /** Moves a checked file to its place, in use already. */
    synchronized InUse keep(String sha256, Path part) throws IOException {
        var size = Files.size(part);
        Files.move(part, directory.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
        var before = files.put(sha256, size);
        bytes += before == null ? size : 0;
        var use = inUse(sha256);
        shrink();
        return use;
    }

    private void shrink() throws IOException {
        var eldest = files.entrySet().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            var candidate = eldest.next();
            if (!users.containsKey(candidate.getKey())) {
                eldest.remove();
                bytes -= candidate.getValue();
                Files.deleteIfExists(directory.resolve(candidate.getKey()));
            }
        }
    }

    private InUse inUse(String sha256) {
        users.merge(sha256, 1, Integer::sum);
        return new Use(sha256);
    }

    private synchronized void release(String sha256) {
        users.computeIfPresent(sha256, (_, count) -> count == 1 ? null : count - 1);
    }

    private final class Use implements InUse {
        private final String sha256;
        private boolean isClosed;

        Use(String sha256) {
            this.sha256 = sha256;
        }

        @Override
        public Path path() {
            return directory.resolve(sha256);
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                release(sha256);
            }
        }
    }
}
