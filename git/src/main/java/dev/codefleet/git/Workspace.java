package dev.codefleet.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private Workspace(Git git, Path directory, Path objects, CommitId base, Identity identity) {
        this.git = git;
        this.directory = directory;
        this.base = base;
        this.identity = identity;
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
        var objects = mirror.toAbsolutePath().resolve("objects");
        var workspace = new Workspace(git, directory, objects, base, identity);
        try {
            requireEmpty(directory);
            try {
                workspace.dotGit.layOut();
                git.run(GitCall.in(directory, "read-tree", "-m", "-u", base.hex()));
            } catch (GitFailed | IOException e) {
                Directories.delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot make the workspace", e);
        }
        return workspace;
    }

    /**
     * Lays out a {@code .git} of its own where a commit's files are already, as if they had been
     * checked out there.
     *
     * @param objectsOf the repository that has the commit; it must outlive the workspace
     * @param directory where the files are; must have no {@code .git}
     * @param known what spares git to read files that are as they were
     * @throws GitFailed if it cannot be made
     */
    public static Workspace adopt(
            Git git,
            Path objectsOf,
            CommitId commit,
            Path directory,
            KnownTree known,
            Identity identity) {
        var objects = objectsOf.toAbsolutePath().resolve("objects");
        var workspace = new Workspace(git, directory, objects, commit, identity);
        try {
            workspace.dotGit.layOut();
            Files.copy(known.index(), workspace.dotGit.path().resolve("index"));
        } catch (IOException e) {
            throw new GitFailed("Cannot lay out a repository", e);
        }
        git.run(GitCall.in(directory, "read-tree", "-m", "-i", commit.hex()));
        return workspace;
    }

    /**
     * Remembers what is in the work tree, to be called before anything has run there.
     *
     * @param keep the file to remember it in, out of reach of what runs there; must not exist
     */
    public KnownTree known(Path keep) {
        try {
            return KnownTree.take(directory, keep, base.isSha256());
        } catch (IOException e) {
            throw new GitFailed("Cannot keep the index", e);
        }
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
     * @throws GitFailed if git fails, or the {@code .git} directory was changed into something that
     *     git must not be run in
     */
    public Optional<CommitId> commitAll(String message, Instant time) {
        var result = commitAndCount(message, time, 0);
        return result.commit().equals(base) ? Optional.empty() : Optional.of(result.commit());
    }

    /**
     * What has become of a workspace.
     *
     * @param commit the last commit; the base when nothing differs from it
     * @param changes what differs between base and commit
     * @param after what the commit has at each path where it differs from the base
     */
    public record Result(CommitId commit, Changes changes, Map<String, TreeEntry> after) {}

    /**
     * Commits as {@link #commitAll} does, and counts what differs from the base. Takes three git
     * processes: the count also tells whether there is anything to commit, and commit and HEAD are
     * written as files.
     *
     * @param maxFiles how many files to name at most
     * @throws GitFailed as {@link #commitAll}
     */
    public Result commitAndCount(String message, Instant time, int maxFiles) {
        secure();
        try {
            var isAtBase = DetachedHead.is(dotGit.path(), base);
            var parent = isAtBase ? base : keptHead();
            Staging.addAll(git, directory, base.isSha256());
            var tree = new CommitId(git.run(GitCall.in(directory, "write-tree")).line());
            var comparison = Diff.compare(git, directory, base, tree, maxFiles);
            var changes = comparison.changes();
            var isNew = parent.equals(base) ? changes.filesChanged() > 0 : !hasTree(parent, tree);
            var last = isNew ? write(tree, parent, message, time) : parent;
            if (!isAtBase || isNew) {
                DetachedHead.set(dotGit.path(), last);
            }
            return new Result(last, changes, comparison.after());
        } catch (IOException e) {
            throw new GitFailed("Cannot commit in the workspace", e);
        }
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

    private boolean hasTree(CommitId commit, CommitId tree) {
        var call = GitCall.in(directory, "rev-parse", commit + "^{tree}");
        return git.run(call).line().equals(tree.hex());
    }

    private CommitId write(CommitId tree, CommitId parent, String message, Instant time) {
        var text = CommitText.of(tree.hex(), List.of(parent), message, identity, time);
        return LooseObjects.writeCommit(dotGit.path(), text, base.isSha256());
    }
}
