package dev.codefleet.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One bare mirror per repository in a directory, fetched incrementally and only as far as asked
 * for.
 *
 * <p>Safe for many threads and for several processes on the same directory, with one instance per
 * directory in a process. Commits that were asked for are kept under {@code refs/codefleet/base/},
 * so that a branch that is rewritten at the remote takes nothing away. A mirror that turns out to
 * be corrupt is made anew once, at the same place; what bundles brought into it is then gone.
 */
public final class RepositoryCache {
    private final Git git;
    private final Path directory;
    private final long maxBytes;
    private final Duration lockTimeout;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, MirrorLock> locks = new ConcurrentHashMap<>();
    private final CacheEviction eviction;
    private final MirrorFetch fetch;

    /**
     * @param directory where the mirrors are; made when missing
     * @param maxBytes the size above which mirrors that are not in use are removed, the one unused
     *     for longest first; looked at after each fetch
     * @param lockTimeout how long to wait for another thread or process that fetches the same
     *     mirror
     * @throws GitFailed if the directory cannot be made
     */
    public RepositoryCache(
            Git git, Path directory, long maxBytes, Duration lockTimeout, InstantSource clock) {
        this.git = git;
        this.directory = directory.toAbsolutePath();
        this.maxBytes = maxBytes;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
        this.eviction = new CacheEviction(this.directory, this::lockOf);
        this.fetch = new MirrorFetch(git, this.directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GitFailed("Cannot make the repository cache", e);
        }
    }

    /**
     * The mirror of a repository with a commit in it; no network is used when it is there already.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NOT_FOUND} if the repository lacks the commit,
     *     with {@link GitFailed.Reason#TIMED_OUT} if a limit of time passed
     */
    public Mirror ensure(RepositoryUrl url, CommitId commit) {
        var mirror = use(url);
        return keepingOnSuccess(
                mirror,
                () -> {
                    repairing(url, mirror, () -> bring(url, mirror.path(), commit));
                    return mirror;
                });
    }

    /**
     * The commit that a name stands for at the remote now, brought into the mirror.
     *
     * @param ref {@code HEAD}, a branch, a tag, a full ref name or a commit's name (7 digits or
     *     more)
     * @throws GitFailed as {@link #ensure}
     */
    public CommitId resolve(RepositoryUrl url, RefName ref) {
        var wanted = fetch.find(url, ref);
        try (var mirror = use(url)) {
            return repairing(
                    url,
                    mirror,
                    () -> changing(url, () -> fetch.bring(mirror.path(), url, wanted)));
        }
    }

    /**
     * Makes a workspace of a commit. When the commit is in the mirror this takes one git process.
     *
     * @param into where to make it; must not exist, or be empty
     * @return the workspace, with its mirror kept in use until it is closed
     * @throws GitFailed as {@link #ensure}
     */
    public MirroredWorkspace workspace(
            RepositoryUrl url, CommitId commit, Path into, Identity identity) {
        var mirror = use(url);
        return keepingOnSuccess(
                mirror,
                () ->
                        repairing(
                                url,
                                mirror,
                                () -> {
                                    if (!fetch.isKept(mirror.path(), commit)) {
                                        bring(url, mirror.path(), commit);
                                    }
                                    var made =
                                            Workspace.create(
                                                    git, mirror.path(), commit, into, identity);
                                    return new MirroredWorkspace(made, mirror);
                                }));
    }

    private CommitId bring(RepositoryUrl url, Path mirror, CommitId commit) {
        if (fetch.isKept(mirror, commit) && Commits.has(git, mirror, commit)) {
            return commit;
        }
        return changing(url, () -> fetch.bring(mirror, url, new MirrorFetch.Exactly(commit)));
    }

    private <T> T changing(RepositoryUrl url, Supplier<T> change) {
        var result = lockOf(url.slug()).changing(lockTimeout, change::get);
        eviction.shrinkTo(maxBytes);
        return result;
    }

    private <T> T repairing(RepositoryUrl url, Mirror mirror, Supplier<T> work) {
        var before = identityOf(mirror.path());
        try {
            return work.get();
        } catch (GitFailed e) {
            if (!Corruption.isLikely(e)) {
                throw e;
            }
            lockOf(url.slug())
                    .changing(
                            lockTimeout,
                            () -> {
                                // Another thread may have found and repaired the same damage.
                                if (Objects.equals(before, identityOf(mirror.path()))) {
                                    eviction.discard(mirror.path());
                                }
                                return mirror;
                            });
            return work.get();
        }
    }

    private static @Nullable Object identityOf(Path mirror) {
        try {
            return Files.readAttributes(mirror, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static <T> T keepingOnSuccess(Mirror mirror, Supplier<T> work) {
        var isKept = false;
        try {
            var result = work.get();
            isKept = true;
            return result;
        } finally {
            if (!isKept) {
                mirror.close();
            }
        }
    }

    private Mirror use(RepositoryUrl url) {
        var lock = lockOf(url.slug());
        lock.startUse(clock.instant(), lockTimeout);
        return new Mirror(directory.resolve(url.slug() + ".git"), lock);
    }

    private MirrorLock lockOf(String name) {
        return locks.computeIfAbsent(
                name,
                key ->
                        new MirrorLock(
                                directory.resolve(key + ".lock"), directory.resolve(key + ".use")));
    }
}
