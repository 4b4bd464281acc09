package dev.codefleet.git.mirror;

import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsFetch;
import dev.codefleet.git.lfs.LfsFetch.Failure;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.lfs.LfsSource;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.LocalSource;
import dev.codefleet.git.remote.UploadedRepositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings contents of Git LFS into mirrors, from where their repositories came.
 *
 * <p>A server may be slow, or away, and most work needs none of its contents. So none of this fails
 * an attempt: what does not come stays a pointer. One fetch at a time runs for each mirror, and
 * outside of the mirror's lock, which is held only to keep what came. Attempts of one commit come
 * at once: the first fetches, and the others wait for what it gets. What it does not get is
 * remembered for some minutes, in which it is neither asked for nor waited for again.
 */
final class MirrorContents {
    static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final int MOST_REMEMBERED = 10_000;

    /** If more contents of a server fail at once than this, it is remembered as a whole. */
    private static final int MOST_OF_ONE_FETCH = 1_000;

    private final Git git;
    private final UploadedRepositories uploads;
    private final Changing changing;
    private final Duration lockTimeout;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final Map<Asked, Refused> refused = new LinkedHashMap<>();

    /** Runs a change under the lock of a repository's mirror, which may have grown by it. */
    interface Changing {
        <T> T run(RepositoryUrl url, MirrorLock.Change<T> change);
    }

    /**
     * What was asked for.
     *
     * @param url of the repository, and so of its mirror and its server
     * @param oid of a content; empty for all that the server has
     */
    private record Asked(RepositoryUrl url, String oid) {}

    private record Refused(String why, Instant until) {}

    /** Contents that are still to be asked for, and why others are not. */
    private record Open(List<LfsPointer> contents, Optional<String> why) {}

    MirrorContents(
            Git git,
            UploadedRepositories uploads,
            Changing changing,
            Duration lockTimeout,
            InstantSource clock) {
        this.git = git;
        this.uploads = uploads;
        this.changing = changing;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
    }

    /** The place that has the contents of a repository's commits. */
    LfsSource of(RepositoryUrl url) {
        return new LfsSource() {
            @Override
            public Optional<String> bring(Path mirror, Collection<LfsPointer> wanted)
                    throws IOException {
                return MirrorContents.this.bring(url, mirror, wanted);
            }

            @Override
            public void used(Path mirror, LfsPointer pointer) {
                Lfs.touch(mirror, pointer, clock.instant());
            }
        };
    }

    private Optional<String> bring(RepositoryUrl url, Path mirror, Collection<LfsPointer> wanted)
            throws IOException {
        var local = url.localPath();
        try {
            return local.isPresent()
                    ? fromStore(url, local.get(), mirror, wanted)
                    : inTurn(url, mirror, wanted);
        } catch (GitFailed e) {
            if (e.reason() != GitFailed.Reason.TIMED_OUT) {
                throw e;
            }
            return Optional.of("it took too long to keep their contents");
        }
    }

    /** Not remembered: a look at the disk costs little, and people fill their stores meanwhile. */
    private Optional<String> fromStore(
            RepositoryUrl url, Path repository, Path mirror, Collection<LfsPointer> wanted)
            throws IOException {
        Path store;
        try {
            store = LocalSource.open(git, repository).common().resolve(Lfs.STORE);
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.INTERRUPTED) {
                throw e;
            }
            return Optional.of("the repository cannot be read now");
        }
        keep(url, mirror, store, wanted);
        return Optional.empty();
    }

    private Optional<String> inTurn(RepositoryUrl url, Path mirror, Collection<LfsPointer> wanted)
            throws IOException {
        var before = open(url, mirror, wanted);
        if (before.contents().isEmpty()) {
            return before.why();
        }
        var turn = turns.computeIfAbsent(url.slug(), _ -> new ReentrantLock());
        if (!isTaken(turn)) {
            return Optional.of("others are still fetching from the same server");
        }
        try {
            // Whoever had the turn before may have brought them, or found out that nobody can.
            var now = open(url, mirror, wanted);
            if (now.contents().isEmpty()) {
                return now.why();
            }
            var failure = fetch(url, mirror, now.contents());
            var left = Lfs.missing(mirror, now.contents());
            if (left.isEmpty()) {
                return now.why();
            }
            var told = failure.orElse(new Failure("their contents did not come", false));
            remember(url, left, told);
            return Optional.of(told.why());
        } finally {
            turn.unlock();
        }
    }

    private boolean isTaken(ReentrantLock turn) {
        var limit = git.settings().remoteTimeout().plus(lockTimeout);
        try {
            return turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new GitFailed(
                    GitFailed.Reason.INTERRUPTED, "Interrupted while waiting for files of Git LFS");
        }
    }

    private Open open(RepositoryUrl url, Path mirror, Collection<LfsPointer> wanted) {
        var missing = Lfs.missing(mirror, wanted);
        var contents = new ArrayList<LfsPointer>();
        Optional<String> why = Optional.empty();
        synchronized (refused) {
            var now = clock.instant();
            refused.values().removeIf(each -> !now.isBefore(each.until()));
            var ofServer = refused.get(new Asked(url, ""));
            for (var pointer : missing) {
                var known =
                        ofServer == null ? refused.get(new Asked(url, pointer.oid())) : ofServer;
                if (known == null) {
                    contents.add(pointer);
                } else {
                    why = Optional.of(known.why());
                }
            }
        }
        if (!contents.isEmpty() && url.uploaded().isEmpty()) {
            var refusal = new LfsFetch(git, url).refusal(contents);
            if (refusal.isPresent()) {
                return new Open(List.of(), refusal);
            }
        }
        return new Open(contents, why);
    }

    private void remember(RepositoryUrl url, List<LfsPointer> left, Failure failure) {
        var isOfServer = failure.isOfServer() || left.size() > MOST_OF_ONE_FETCH;
        var oids = isOfServer ? List.of("") : left.stream().map(LfsPointer::oid).toList();
        synchronized (refused) {
            var until = clock.instant().plus(REMEMBERED);
            for (var oid : oids) {
                refused.put(new Asked(url, oid), new Refused(failure.why(), until));
            }
            var rest = refused.keySet().iterator();
            for (int over = refused.size() - MOST_REMEMBERED; over > 0; over--) {
                rest.next();
                rest.remove();
            }
        }
    }

    private Optional<Failure> fetch(RepositoryUrl url, Path mirror, List<LfsPointer> wanted)
            throws IOException {
        var sha256 = url.uploaded();
        if (sha256.isEmpty()) {
            return new LfsFetch(git, url).fetch(wanted, store -> keep(url, mirror, store, wanted));
        }
        try (var bundle = uploads.use(sha256.get()).orElse(null)) {
            if (bundle != null) {
                changing.run(
                        url,
                        () -> {
                            Bundles.bringContents(git, mirror, bundle.path(), wanted);
                            return mirror;
                        });
            }
            return Optional.of(
                    new Failure("the uploaded bundle does not have their contents", false));
        } catch (UncheckedIOException _) {
            return Optional.of(new Failure("the uploaded bundle cannot be had now", true));
        }
    }

    private void keep(RepositoryUrl url, Path mirror, Path store, Collection<LfsPointer> wanted)
            throws IOException {
        var came = Lfs.inStore(store, Lfs.missing(mirror, wanted));
        if (!came.isEmpty()) {
            changing.run(
                    url,
                    () -> {
                        new Lfs(git).keep(mirror, store, came);
                        return mirror;
                    });
        }
    }
}
