package dev.codefleet.git.mirror;

import dev.codefleet.git.process.Corruption;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does work in a mirror, and once more in a new one when the mirror turns out to be corrupt. */
final class MirrorRepair {
    private final Function<String, MirrorLock> lockOf;
    private final Duration lockTimeout;
    private final CacheEviction eviction;

    MirrorRepair(
            Function<String, MirrorLock> lockOf, Duration lockTimeout, CacheEviction eviction) {
        this.lockOf = lockOf;
        this.lockTimeout = lockTimeout;
        this.eviction = eviction;
    }

    <T extends @Nullable Object, E extends Exception> T repairing(
            String name, Path mirror, RepositoryCache.Work<T, E> work) throws E {
        var before = identityOf(mirror);
        try {
            return work.in(mirror);
        } catch (GitFailed e) {
            if (!Corruption.isLikely(e) && !isReplaced(mirror, before)) {
                throw e;
            }
            discard(name, mirror, before);
            return work.in(mirror);
        }
    }

    /** Whether others found damage, and took the mirror away from under the work. */
    private static boolean isReplaced(Path mirror, @Nullable Object before) {
        return before != null && !before.equals(identityOf(mirror));
    }

    private void discard(String name, Path mirror, @Nullable Object before) {
        lockOf.apply(name)
                .changing(
                        lockTimeout,
                        () -> {
                            // Another thread may have found and repaired the same damage.
                            if (Objects.equals(before, identityOf(mirror))) {
                                eviction.discard(mirror);
                            }
                            return mirror;
                        });
    }

    /** Its key alone is given again, soon after it was deleted. */
    private static @Nullable Object identityOf(Path mirror) {
        try {
            var attributes = Files.readAttributes(mirror, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.creationTime();
        } catch (IOException _) {
            return null;
        }
    }
}
