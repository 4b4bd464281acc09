package dev.codefleet.git.mirror;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.AbandonedFiles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import dev.codefleet.git.remote.Remotes;
import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.git.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
    /**
     * Below it, commits that bundles brought, each under its name: whoever takes a bundle points a
     * reference there. A workspace of such a commit does not make it one that was asked for.
     */
    public static final RefName BROUGHT = new RefName("refs/codefleet/bundle");

    static final String MIRROR = ".git";

    /** What this module's operations keep beside repositories as long as they take. */
    private static final String OPERATIONS =
            "{incoming-*.pack,*outgoing-*.pack,*outgoing-*.bundle,*outgoing-*.revisions,ref-*.tmp}";

    /** What is made where everybody's temporary files are: ours by its name, too. */
    private static final String TEMPORARY =
            "{codefleet-[0-9]*.bundle,codefleet-[0-9]*.result,codefleet-refs-[0-9]*.txt,"
                    + Bundles.OUTGOING
                    + "[0-9]*}";

    private static final Duration UNREACHABLE_KEPT = Duration.ofHours(1);

    private final Git git;
    private final Path directory;
    private final long maxBytes;
    private final Duration lockTimeout;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, MirrorLock> locks = new ConcurrentHashMap<>();
    private final CacheEviction eviction;
    private final MirrorFetch fetch;
    private final MirrorRepair repair;
    private final MirrorContents contents;

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
        this(git, directory, maxBytes, lockTimeout, clock, UploadedRepositories.NONE);
    }

    /**
     * The same with repositories that were uploaded.
     *
     * @throws GitFailed if the directory cannot be made
     */
    public RepositoryCache(
            Git git,
            Path directory,
            long maxBytes,
            Duration lockTimeout,
            InstantSource clock,
            UploadedRepositories uploads) {
        this.git = git;
        this.directory = directory.toAbsolutePath();
        this.maxBytes = maxBytes;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
        this.eviction = new CacheEviction(this.directory, this::lockOf);
        this.fetch = new MirrorFetch(git, new Remotes(git, uploads), this.directory, clock);
        this.repair = new MirrorRepair(this::lockOf, lockTimeout, eviction);
        this.contents = new MirrorContents(git, uploads, this::changing, lockTimeout, clock);
        try {
            Files.createDirectories(directory);
            deleteAbandoned();
        } catch (IOException e) {
            throw new GitFailed("Cannot make the repository cache", e);
        }
    }

    private void deleteAbandoned() {
        var now = clock.instant();
        var own = "{" + Scratch.PREFIX + "*,trust-*.tmp,owner-*}";
        AbandonedFiles.delete(git.settings().home(), own, now);
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        AbandonedFiles.deleteOwnFiles(temporary, TEMPORARY, now);
        AbandonedFiles.delete(directory, "*" + MIRROR + ".{new,removed}", now);
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
                    repair.repairing(url.slug(), mirror.path(), path -> bring(url, path, commit));
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
            return repair.repairing(
                    url.slug(),
                    mirror.path(),
                    path -> {
                        var kept = fetch.kept(path, wanted);
                        return kept.isPresent()
                                ? kept.get()
                                : changing(url, () -> fetch.bring(path, url, wanted));
                    });
        }
    }

    /** What is done with a mirror while it is in use. */
    public interface Work<T extends @Nullable Object, E extends Exception> {
        /** Does it; may be called a second time, after the mirror was made anew. */
        T in(Path mirror) throws E;
    }

    /**
     * Does work in the mirror of a repository with a commit in it. Nothing is asked, of the remote
     * or of git, when the commit was brought before. Should the work find the mirror corrupt, it is
     * made anew and the work is done once more.
     *
     * @throws GitFailed as {@link #ensure}, and what the work throws of it
     * @throws E what the work throws
     */
    public <T extends @Nullable Object, E extends Exception> T using(
            RepositoryUrl url, CommitId commit, Work<T, E> work) throws E {
        try (var mirror = use(url)) {
            return repair.repairing(
                    url.slug(),
                    mirror.path(),
                    path -> {
                        if (!fetch.isKept(path, commit)) {
                            bring(url, path, commit);
                        }
                        return work.in(path);
                    });
        }
    }

    /**
     * Does work in the mirror of a repository, unless there is none.
     *
     * @throws GitFailed what the work throws of it
     */
    public void ifPresent(RepositoryUrl url, Consumer<Path> work) {
        try (var mirror = use(url)) {
            if (Files.exists(mirror.path())) {
                work.accept(mirror.path());
            }
        }
    }

    /**
     * Lets the mirrors shrink: drops references that nobody has asked for lately, with the objects
     * that nothing leads to any more, and packs what is left in many pieces. Mirrors that are in
     * use are left for the next time, since workspaces borrow their objects. Commits that were
     * dropped are brought again when they are asked for.
     *
     * @param ages how long references below each of these stay
     * @throws GitFailed if it could not be done for a mirror, after all others
     */
    public void tidy(Map<RefName, Duration> ages) {
        GitFailed failed = null;
        deleteLocksWithoutMirrors();
        for (var name : eviction.names()) {
            try {
                var mirror = directory.resolve(name + MIRROR);
                lockOf(name).ifUnused(() -> tidied(mirror, ages));
            } catch (IOException e) {
                failed = new GitFailed("Cannot tidy a mirror", e);
            } catch (GitFailed e) {
                failed = e;
            }
        }
        eviction.shrinkTo(maxBytes);
        if (failed != null) {
            throw failed;
        }
    }

    /** A repository that nobody works on any more leaves two empty files behind. */
    private void deleteLocksWithoutMirrors() {
        try (var files = Files.newDirectoryStream(directory, "*" + MirrorLock.LOCK)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                name = name.substring(0, name.length() - MirrorLock.LOCK.length());
                if (!Files.exists(directory.resolve(name + MIRROR))) {
                    lockOf(name).deleteAbandoned(clock.instant());
                }
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot tidy the locks of mirrors", e);
        }
    }

    private int tidied(Path mirror, Map<RefName, Duration> ages) throws IOException {
        if (!Files.exists(mirror)) {
            return 0;
        }
        AbandonedFiles.delete(mirror, OPERATIONS, clock.instant());
        int dropped = 0;
        for (var each : ages.entrySet()) {
            var before = clock.instant().minus(each.getValue());
            dropped += References.dropOlder(git, mirror, each.getKey(), before);
        }
        if (dropped > 0 || MirrorFetch.isPartial(mirror)) {
            References.dropUnreachable(git, mirror, UNREACHABLE_KEPT);
        }
        // References are looked up as files, and have to stay such.
        git.run(
                GitCall.in(mirror, "gc", "--auto", "--quiet", "--prune=1.hour.ago")
                        .config("gc.auto=6700", "gc.autoDetach=false", "gc.packRefs=false"));
        return dropped;
    }

    /**
     * Makes a workspace of a commit. When the commit was asked for or brought before, this takes
     * one git process.
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
                        repair.repairing(
                                url.slug(),
                                mirror.path(),
                                path -> {
                                    if (!fetch.isKept(path, commit)
                                            && !fetch.isBrought(path, commit)) {
                                        bring(url, path, commit);
                                    }
                                    var made =
                                            Workspace.create(
                                                    git,
                                                    path,
                                                    commit,
                                                    into,
                                                    identity,
                                                    contents.of(url));
                                    return new MirroredWorkspace(made, mirror);
                                }));
    }

    private CommitId bring(RepositoryUrl url, Path mirror, CommitId commit) {
        if (fetch.isKept(mirror, commit) && Commits.has(git, mirror, commit)) {
            return commit;
        }
        return changing(url, () -> fetch.bring(mirror, url, new MirrorFetch.Exactly(commit)));
    }

    private <T> T changing(RepositoryUrl url, MirrorLock.Change<T> change) {
        var result = lockOf(url.slug()).changing(lockTimeout, change);
        eviction.shrinkTo(maxBytes);
        return result;
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
        return new Mirror(directory.resolve(url.slug() + MIRROR), lock);
    }

    private MirrorLock lockOf(String name) {
        return locks.computeIfAbsent(
                name,
                key ->
                        new MirrorLock(
                                directory.resolve(key + MirrorLock.LOCK),
                                directory.resolve(key + MirrorLock.USE)));
    }
}
