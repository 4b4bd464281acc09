package dev.codefleet.programmer.workspace;

import dev.codefleet.git.Git;
import dev.codefleet.git.GitCall;
import dev.codefleet.git.GitFailed;
import dev.codefleet.git.KnownTree;
import dev.codefleet.git.MirroredWorkspace;
import dev.codefleet.git.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * The executor's tree, lent to checks because it holds the commit and nothing else. The executor's
 * {@code .git} is set aside, for it holds much besides: the checks get one that knows the commit
 * alone.
 */
final class CheckedTree {
    private static final long NAMES_LIMIT_BYTES = 64L << 20;

    private final Git git;
    private final AttemptDirectory directory;
    private final KnownTree known;
    private final Workspace.Result result;
    private final Instant time;

    private CheckedTree(
            Git git,
            AttemptDirectory directory,
            KnownTree known,
            Workspace.Result result,
            Instant time) {
        this.git = git;
        this.directory = directory;
        this.known = known;
        this.result = result;
        this.time = time;
    }

    static CheckedTree take(
            Git git,
            MirroredWorkspace made,
            AttemptDirectory directory,
            KnownTree known,
            Workspace.Result result,
            Instant time)
            throws IOException {
        var tree = new CheckedTree(git, directory, known, result, time);
        Files.move(tree.dotGit(), directory.setAside());
        var identity = made.workspace().identity();
        var work = directory.work();
        Workspace.adopt(git, directory.setAside(), result.commit(), work, known, identity);
        Files.deleteIfExists(directory.checkedIndex());
        Files.copy(tree.dotGit().resolve("index"), directory.checkedIndex());
        return tree;
    }

    /** Puts the executor's {@code .git} back. */
    void end() throws IOException {
        if (Files.exists(directory.setAside())) {
            Files.createDirectories(directory.work());
            Directories.delete(dotGit());
            Files.move(directory.setAside(), dotGit());
        }
    }

    /**
     * Makes the tree what it was before the checks.
     *
     * @return false if it had to be made anew, so that nothing is known of it any more
     */
    boolean restore() throws IOException {
        try {
            deleteOthers();
            var found = directory.survey().inside();
            if (known.holds(result.after(), found, time)) {
                return true;
            }
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.INTERRUPTED) {
                throw e;
            }
        }
        makeAnew();
        return false;
    }

    /** Deletes what the commit has not, whatever lists of ignored files say. */
    private void deleteOthers() throws IOException {
        var others =
                git.run(
                        GitCall.in(directory.work(), "ls-files", "--others", "-z")
                                .environment(index(directory.checkedIndex()))
                                .capturing(NAMES_LIMIT_BYTES));
        for (var path : others.text().split("\0", -1)) {
            if (!path.isEmpty()) {
                Directories.delete(directory.work().resolve(path));
            }
        }
        Directories.deleteEmpty(directory.work(), dotGit());
    }

    private void makeAnew() throws IOException {
        try (var entries = Files.newDirectoryStream(directory.work())) {
            for (var entry : entries) {
                if (!entry.equals(dotGit())) {
                    Directories.delete(entry);
                }
            }
        }
        Files.deleteIfExists(directory.checkedIndex());
        git.run(
                GitCall.in(directory.work(), "read-tree", "-m", "-u", result.commit().hex())
                        .environment(index(directory.checkedIndex())));
    }

    private static Map<String, String> index(Path file) {
        return Map.of("GIT_INDEX_FILE", file.toString());
    }

    private Path dotGit() {
        return directory.work().resolve(".git");
    }
}
