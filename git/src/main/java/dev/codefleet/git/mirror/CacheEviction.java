package dev.codefleet.git.mirror;

import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Directories;
import dev.codefleet.support.DiskUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Removes mirrors, the one unused for longest first, until the rest fits. */
final class CacheEviction {
    private static final String MIRROR = RepositoryCache.MIRROR;
    private static final String REMOVED = ".removed";

    private record Entry(String name, Path path, long bytes, long usedAtMillis) {}

    private final Path directory;
    private final Function<String, MirrorLock> lockOf;

    CacheEviction(Path directory, Function<String, MirrorLock> lockOf) {
        this.directory = directory;
        this.lockOf = lockOf;
    }

    void shrinkTo(long maxBytes) {
        try {
            var entries = entries();
            var total = entries.stream().mapToLong(Entry::bytes).sum();
            for (var entry : entries) {
                if (total <= maxBytes) {
                    return;
                }
                if (lockOf.apply(entry.name()).ifUnused(() -> discard(entry.path()))) {
                    total -= entry.bytes();
                }
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot shrink the repository cache", e);
        }
    }

    /**
     * Removes a mirror and says whether there was one.
     *
     * <p>Moved away first: a mirror is whole or not there, even when the process dies half way.
     */
    boolean discard(Path mirror) throws IOException {
        var removed = mirror.resolveSibling(mirror.getFileName() + REMOVED);
        Directories.delete(removed);
        if (!Files.exists(mirror)) {
            return false;
        }
        Files.move(mirror, removed);
        Directories.delete(removed);
        return true;
    }

    /** The names of all mirrors. */
    List<String> names() {
        try {
            return entries().stream().map(Entry::name).toList();
        } catch (IOException e) {
            throw new GitFailed("Cannot list the repository cache", e);
        }
    }

    private List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        try (var paths = Files.newDirectoryStream(directory, "*" + MIRROR)) {
            for (var path : paths) {
                var file = path.toString();
                var name = path.getFileName().toString();
                name = name.substring(0, name.length() - MIRROR.length());
                var use =
                        Path.of(
                                file.substring(0, file.length() - MIRROR.length())
                                        + MirrorLock.USE);
                var usedAt = Files.exists(use) ? Files.getLastModifiedTime(use).toMillis() : 0;
                entries.add(new Entry(name, path, DiskUse.of(path).bytes(), usedAt));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::usedAtMillis));
        return entries;
    }
}
