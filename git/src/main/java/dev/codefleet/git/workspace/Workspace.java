package dev.codefleet.git.workspace;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsSource;
import dev.codefleet.git.merge.Changes;
import dev.codefleet.git.merge.Diff;
import dev.codefleet.git.objects.CommitText;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.LooseObjects;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A clone of its own for one attempt: own refs, index and configuration, with objects borrowed from
 * a mirror through alternates. It knows no remote, so nothing in it can write to where it came
 * from.
 */
public final class Workspace {
    private final Git git;
    private final Path directory;
    private final CommitId base;
    private final Identity identity;
    private final DotGit dotGit;
    private final Path mirror;
    private Map<String, String> submodules = Map.of();
    private boolean hasAttributes;
    private Optional<String> leftOfLfs = Optional.empty();

    /** Of the last commit; null as long as nothing was committed. */
    private @Nullable CommitId tree;

    private final LfsSource contents;

    private Workspace(
            Git git,
            Path directory,
            Path mirror,
            CommitId base,
            Identity identity,
            LfsSource contents) {
        this.git = git;
        this.contents = contents;
        this.mirror = mirror.toAbsolutePath();
        this.directory = directory;
        this.base = base;
        this.identity = identity;
        var objects = this.mirror.resolve("objects");
        this.dotGit = new DotGit(directory.resolve(".git"), objects, base, identity);
    }

    /**
     * Makes a workspace with {@code base} checked out, HEAD detached.
     *
     * @param mirror a bare repository that has {@code base}; it must outlive the workspace
     * @param directory where to make it; must not exist, or be empty
     * @param identity who commits in it
     * @throws GitFailed if it cannot be made; nothing is left of it then
     * @throws IllegalArgumentException if {@code directory} has something in it
     */
    public static Workspace create(
            Git git, Path mirror, CommitId base, Path directory, Identity identity) {
        return create(git, mirror, base, directory, identity, LfsSource.NONE);
    }

    /**
     * The same with the place that has what the commit's pointers of Git LFS stand for.
     *
     * @param contents asked at most once, and only if there are such pointers
     */
    public static Workspace create(
            Git git,
            Path mirror,
            CommitId base,
            Path directory,
            Identity identity,
            LfsSource contents) {
        var workspace = new Workspace(git, directory, mirror, base, identity, contents);
        workspace.make(workspace::checkOut);
        return workspace;
    }

    /**
     * Makes a workspace of a commit that comes in a bundle, with no file checked out as yet. Every
     * object of the bundle is checked, and none is taken from where the bundle was made: what is
     * checked out here is what the commit names, whatever may lie there in the place of its
     * objects.
     *
     * @param mirror a bare repository that has what the bundle builds on; it must outlive the
     *     workspace
     * @param directory where to make it; must not exist, or be empty
     * @throws GitFailed with {@link GitFailed.Reason#TAMPERED} if the bundle lacks an object that
     *     the commit needs; nothing is left of it then
     */
    public static Workspace receive(
            Git git, Path mirror, BundleFile bundle, Path directory, Identity identity) {
        var workspace =
                new Workspace(git, directory, mirror, bundle.commit(), identity, LfsSource.NONE);
        workspace.make(() -> workspace.take(bundle));
        return workspace;
    }

    /**
     * Makes a workspace of a commit of the mirror, with no file checked out as yet.
     *
     * @throws GitFailed if it cannot be made; nothing is left of it then
     */
    public static Workspace bare(
            Git git, Path mirror, CommitId commit, Path directory, Identity identity) {
        var workspace = new Workspace(git, directory, mirror, commit, identity, LfsSource.NONE);
        workspace.make(() -> {});
        return workspace;
    }

    private void make(Runnable rest) {
        try {
            requireEmpty(directory);
            try {
                dotGit.layOut();
                rest.run();
            } catch (GitFailed | IOException e) {
                Directories.delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot make the workspace", e);
        }
    }

    private void take(BundleFile bundle) {
        try {
            Bundles.bring(git, dotGit.path(), bundle.file(), bundle.sha256(), bundle.commit());
        } catch (GitFailed e) {
            if (e.reason() != GitFailed.Reason.BAD_BUNDLE) {
                throw e;
            }
            throw new GitFailed(
                    GitFailed.Reason.TAMPERED,
                    "The workspace's .git does not hold what the commit names. " + e.getMessage());
        }
    }

    /**
     * Writes the files of the commit that the workspace was made of; where Git LFS is installed,
     * with their contents instead of pointers, as far as those are here.
     */
    public void checkOut() {
        git.run(GitCall.in(directory, "read-tree", "-m", "-u", base.hex()));
        hasAttributes = IndexFile.hasAttributes(dotGit.path().resolve("index"));
        if (hasAttributes) {
            try {
                leftOfLfs = new Lfs(git).smudge(directory, dotGit.path(), mirror, contents);
            } catch (IOException e) {
                throw new GitFailed("Cannot write the files of Git LFS", e);
            }
        }
        submodules = Map.copyOf(Staging.repositories(git, directory, base.isSha256()));
    }

    /**
     * The paths of the submodules of the commit that was checked out; their files are not there.
     */
    public Set<String> submodules() {
        return submodules.keySet();
    }

    /** A sentence on files of Git LFS that are pointers in the tree; empty if none is. */
    public Optional<String> leftOfLfs() {
        return leftOfLfs;
    }

    /**
     * Counts what differs between an older commit and the one that the workspace was made of.
     *
     * @param attributes the work tree whose {@code .gitattributes} files hold
     * @param maxFiles how many files to name at most
     */
    public Changes count(CommitId older, Path attributes, int maxFiles) {
        return Diff.count(git, dotGit.path(), attributes, older, base, maxFiles);
    }

    /** Where the files are. */
    public Path directory() {
        return directory;
    }

    /** The commit that the workspace started from. */
    public CommitId base() {
        return base;
    }

    /** What the workspace's commits are by. */
    public Identity identity() {
        return identity;
    }

    /**
     * Commits everything that is not ignored. Commits that were made in the workspace meanwhile are
     * kept when they descend from {@link #base()}, and what is not committed goes on top of them;
     * otherwise the files as they are become one commit on the base. No hook runs. Nothing else may
     * be running in the workspace.
     *
     * @param message the message of the commit, if one is needed
     * @param time its date, cut to seconds
     * @return the last commit, or empty when nothing differs from the base
     * @throws GitFailed if git fails; with {@link GitFailed.Reason#NOT_COMMITTABLE} if there is
     *     something that the commit would not hold, with {@link GitFailed.Reason#TAMPERED} if the
     *     {@code .git} directory was changed into something that git must not be run in
     */
    public Optional<CommitId> commitAll(String message, Instant time) {
        secure();
        try {
            var isAtBase = DetachedHead.is(dotGit.path(), base);
            var parent = isAtBase ? base : keptHead();
            Staging.addAll(git, directory, submodules, base.isSha256());
            if (hasAttributes || IndexFile.hasAttributes(dotGit.path().resolve("index"))) {
                new Conversions(git, directory, mirror, base).correct();
            }
            var written = new CommitId(git.run(GitCall.in(directory, "write-tree")).line());
            var isNew = !written.equals(treeOf(parent));
            var last = isNew ? write(written, parent, message, time) : parent;
            tree = written;
            if (!isAtBase || isNew) {
                DetachedHead.set(dotGit.path(), last);
            }
            return last.equals(base) ? Optional.empty() : Optional.of(last);
        } catch (IOException e) {
            throw new GitFailed("Cannot commit in the workspace", e);
        }
    }

    /** The tree of what {@link #commitAll} gave last, or of the base. */
    public CommitId tree() {
        var last = tree;
        return last == null ? treeOf(base) : last;
    }

    /**
     * Puts configuration and alternates back as they were made and removes what could lead git
     * astray. {@link #commitAll} does so itself; call it before any other git command in the
     * workspace.
     *
     * @throws GitFailed if {@code .git} is not a directory any more, or holds symbolic links
     */
    public void secure() {
        dotGit.secure();
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new IllegalArgumentException("Not an empty directory: " + directory);
            }
        }
    }

    private CommitId keptHead() {
        var head =
                git.run(
                        GitCall.in(directory, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
                                .accepting(0, 1, 128));
        if (!head.isSuccess() || head.line().equals(base.hex())) {
            return base;
        }
        var made = new CommitId(head.line());
        return Commits.isAncestor(git, directory, base, made) ? made : base;
    }

    /** The base's is asked of the mirror, where nobody can have put another in its place. */
    private CommitId treeOf(CommitId commit) {
        var where = commit.equals(base) ? mirror : directory;
        return new CommitId(git.run(GitCall.in(where, "rev-parse", commit + "^{tree}")).line());
    }

    private CommitId write(CommitId tree, CommitId parent, String message, Instant time) {
        var text = CommitText.of(tree.hex(), List.of(parent), message, identity, time);
        return LooseObjects.writeCommit(dotGit.path(), text, base.isSha256());
    }
}
