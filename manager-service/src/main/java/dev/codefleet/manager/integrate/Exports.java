package dev.codefleet.manager.integrate;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.BundleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bundles for programmers on disk, each made once although many subtasks that start from one commit
 * ask for it together.
 */
final class Exports {
    private static final int STRIPES = 64;

    private final Path directory;
    private final long maxBytes;
    private final ReentrantLock[] making =
            IntStream.range(0, STRIPES)
                    .mapToObj(_ -> new ReentrantLock())
                    .toArray(ReentrantLock[]::new);
    private final Map<Key, BundleFile> files = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A bundle of all that one commit has and another does not. */
    record Key(CommitId origin, CommitId commit) {}

    /** Makes a bundle. */
    interface Maker {
        BundleFile make(Path file) throws IntegrationFailed;
    }

    /** Whatever a predecessor left is removed: its checksums are not known any more. */
    Exports(Path directory, long maxBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        try (var left = Files.newDirectoryStream(directory)) {
            for (var file : left) {
                Files.delete(file);
            }
        }
    }

    BundleFile get(Key key, Maker maker) throws IntegrationFailed {
        var lock = making[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            var made = made(key);
            if (made != null) {
                return made;
            }
            var name = key.origin() + "-" + key.commit() + ".bundle";
            var fresh = maker.make(directory.resolve(name));
            remember(key, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private synchronized @Nullable BundleFile made(Key key) {
        return files.get(key);
    }

    /** The newest one stays, however large it is. */
    private synchronized void remember(Key key, BundleFile fresh) {
        files.put(key, fresh);
        bytes += fresh.bytes();
        var eldest = files.values().iterator();
        while (bytes > maxBytes && files.size() > 1) {
            var removed = eldest.next();
            eldest.remove();
            bytes -= removed.bytes();
            delete(removed.file());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove an exported bundle", e);
        }
    }
}
