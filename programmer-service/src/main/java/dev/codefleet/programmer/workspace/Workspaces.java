package dev.codefleet.programmer.workspace;

import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitFailed.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Makes the workspaces of attempts. Safe for use by many threads. */
public final class Workspaces {
    private static final Duration BROUGHT_KEPT = Duration.ofDays(1);
    private static final Duration COMMITS_KEPT = Duration.ofDays(30);

    private final Git git;
    private final RepositoryCache cache;
    private final UploadedBundles bundles;
    private final Identity identity;
    private final ReentrantLock taking = new ReentrantLock();

    /**
     * @param identity who commits
     */
    public Workspaces(Git git, RepositoryCache cache, UploadedBundles bundles, Identity identity) {
        this.git = git;
        this.cache = cache;
        this.bundles = bundles;
        this.identity = identity;
    }

    /**
     * Makes a workspace of a source's base.
     *
     * @return the workspace, which holds the repository's mirror until it is closed
     * @throws GitFailed if the repository cannot be reached, or has not what the source names
     * @throws BundleGone if a bundle was removed since the order was taken
     * @throws InterruptedException if the thread is interrupted while others take bundles
     */
    public GitWorkspace make(Source source, AttemptDirectory directory)
            throws InterruptedException {
        var url = new RepositoryUrl(source.url());
        var base = new CommitId(source.base());
        if (!source.base().equals(source.origin())) {
            takeBundles(url, source, base);
        }
        var made = cache.workspace(url, base, directory.work(), identity);
        return new GitWorkspace(git, made, directory);
    }

    /**
     * Lets the mirrors that are not in use shrink: bases of subtasks go after a day, as managers
     * send them again, and commits of the repositories themselves when no attempt has started from
     * them for a month.
     */
    public void tidy() {
        cache.tidy(
                Map.of(
                        RepositoryCache.BROUGHT,
                        BROUGHT_KEPT,
                        References.ASKED_FOR,
                        COMMITS_KEPT,
                        References.LFS,
                        COMMITS_KEPT));
    }

    private void takeBundles(RepositoryUrl url, Source source, CommitId base)
            throws InterruptedException {
        try (var mirror = cache.ensure(url, new CommitId(source.origin()))) {
            if (Commits.has(git, mirror.path(), base)) {
                return;
            }
            // Dependents of one subtask come at once, with the same bundle for the same mirror.
            taking.lockInterruptibly();
            try {
                for (var bundle : source.bundles()) {
                    takeBundle(mirror.path(), bundle);
                }
            } finally {
                taking.unlock();
            }
        }
    }

    private void takeBundle(Path mirror, BundleRef bundle) {
        try (var file =
                bundles.use(bundle.sha256()).orElseThrow(() -> new BundleGone(bundle.sha256()))) {
            try {
                takeCommit(mirror, file.path(), bundle.sha256());
            } catch (GitFailed e) {
                if (e.reason() == Reason.BAD_BUNDLE || e.reason() == Reason.EXIT_CODE) {
                    // It was whole when it came. The next order says that it is not here.
                    file.discard();
                }
                throw e;
            }
        }
    }

    private void takeCommit(Path mirror, Path file, String sha256) {
        var heads = git.run(GitCall.in(mirror, "bundle", "list-heads", file.toString()));
        var commit =
                heads.text()
                        .lines()
                        .filter(line -> !line.contains(" " + References.LFS + "/"))
                        .map(line -> new CommitId(line.split(" ", 2)[0]))
                        .findFirst()
                        .orElseThrow();
        if (Commits.has(git, mirror, commit)) {
            return;
        }
        var keepAs = new RefName(RepositoryCache.BROUGHT + "/" + commit);
        Bundles.add(git, mirror, file, sha256, commit, keepAs);
    }

    /** An uploaded bundle was removed, for age or space, before it could be used. */
    public static final class BundleGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BundleGone(String sha256) {
            super("The bundle " + sha256 + " is not here any more: upload it again");
        }
    }
}
