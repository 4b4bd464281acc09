package dev.codefleet.localfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * Ahead-of-time caches of the services (JEP 483, JEP 514): they take a start from several seconds
 * to about one. A cache fits the very files that it was made from, on the path where they lie, so
 * it is made here and not shipped. An empty one stands for a service for which none could be made;
 * it is tried again after the next build.
 */
final class AotCaches {
    private final Installation installation;

    AotCaches(Installation installation) {
        this.installation = installation;
    }

    /** Whether a cache was made, or tried to be made, since the service was built. */
    boolean isSettled(ServiceKind kind) {
        var cache = installation.aotCache(kind);
        try {
            return Files.exists(cache)
                    && Files.getLastModifiedTime(cache).compareTo(built(kind)) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the service's JVM use its cache if there is a good one. */
    List<String> flagsToUse(ServiceKind kind) {
        var cache = installation.aotCache(kind);
        try {
            return isSettled(kind) && Files.size(cache) > 0
                    ? List.of("-XX:AOTCache=" + cache)
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the service's JVM write a cache when it ends. What its compilers have learnt stays out of
     * it (JEP 515): methods that were lukewarm in so short a training would be taken for that, and
     * compiled some hundred times later than without a cache.
     */
    List<String> flagsToMake(ServiceKind kind) {
        return List.of(
                // A later JVM may not know the flag any more.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "-XX:AOTCacheOutput=" + fresh(kind));
    }

    /**
     * Takes over what {@link #flagsToMake} had written.
     *
     * @param isGood whether the service worked as it should while it was watched
     */
    void settle(ServiceKind kind, boolean isGood) {
        try {
            var fresh = fresh(kind);
            if (!isGood || !Files.exists(fresh)) {
                Files.write(fresh, new byte[0]);
            }
            Files.move(fresh, installation.aotCache(kind), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path fresh(ServiceKind kind) {
        var cache = installation.aotCache(kind);
        return cache.resolveSibling(cache.getFileName() + ".fresh");
    }

    /** Time of the newest jar. */
    private FileTime built(ServiceKind kind) throws IOException {
        try (var files = Files.walk(installation.application(kind))) {
            var newest = FileTime.fromMillis(0);
            for (var file : (Iterable<Path>) files::iterator) {
                var time = Files.getLastModifiedTime(file);
                if (file.toString().endsWith(".jar") && time.compareTo(newest) > 0) {
                    newest = time;
                }
            }
            return newest;
        }
    }
}
