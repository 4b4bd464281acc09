package dev.codefleet.git;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Merges commits inside a bare repository, without a working tree and without moving any reference.
 */
public final class MergeTree {
    private final Git git;
    private final Identity identity;

    /**
     * @param identity who merge commits are by
     */
    public MergeTree(Git git, Identity identity) {
        this.git = git;
        this.identity = identity;
    }

    /**
     * Merges {@code theirs} into {@code ours}. The same arguments always give the same commit id.
     *
     * @param time the date of the merge commit, cut to seconds
     * @throws GitFailed if the repository lacks a commit, or the two have no history in common
     */
    public MergeResult merge(
            Path repository, CommitId ours, CommitId theirs, String message, Instant time) {
        // An ancestor is the only best common ancestor, so this one answer tells all three cases
        // apart.
        var common =
                git.run(
                                GitCall.in(repository, "merge-base", ours.hex(), theirs.hex())
                                        .accepting(0, 1))
                        .line();
        if (common.equals(theirs.hex())) {
            return new MergeResult.AlreadyMerged(ours);
        }
        if (common.equals(ours.hex())) {
            return new MergeResult.FastForward(theirs);
        }
        return mergeDiverged(repository, ours, theirs, message, time);
    }

    /**
     * The same for a caller who knows that neither commit has all of the other; one process. The
     * result is {@link MergeResult.Merged} or {@link MergeResult.Conflict}.
     *
     * @throws GitFailed as {@link #merge}
     */
    public MergeResult mergeDiverged(
            Path repository, CommitId ours, CommitId theirs, String message, Instant time) {
        requireTree(repository, ours);
        requireTree(repository, theirs);
        var merge =
                git.run(
                        GitCall.in(
                                        repository,
                                        "merge-tree",
                                        "--write-tree",
                                        "-z",
                                        "--name-only",
                                        "--no-messages",
                                        ours.hex(),
                                        theirs.hex())
                                .accepting(0, 1));
        var fields = List.of(merge.text().split("\0"));
        var tree = fields.getFirst().strip();
        // Exit code 1 is a conflict, but also what git says when it could not merge at all: then
        // there is no tree.
        if (!CommitId.isFull(tree)) {
            throw new GitFailed(
                    GitFailed.Reason.EXIT_CODE,
                    List.of("merge-tree", ours.hex(), theirs.hex()),
                    merge.exitCode(),
                    merge.stderr());
        }
        if (!merge.isSuccess()) {
            return new MergeResult.Conflict(
                    fields.stream().skip(1).filter(name -> !name.isEmpty()).distinct().toList());
        }
        return new MergeResult.Merged(
                LooseObjects.writeCommit(
                        repository,
                        CommitText.of(tree, List.of(ours, theirs), message, identity, time),
                        ours.isSha256()));
    }

    /**
     * Git before 2.44 takes the tree of a commit for empty when a damaged repository lacks it, and
     * merges the loss of all files without a word.
     */
    private void requireTree(Path repository, CommitId commit) {
        var tree = LooseObjects.readCommit(repository, commit).flatMap(CommitFacts::tree);
        if (tree.isPresent() && LooseObjects.has(repository, tree.get())) {
            return;
        }
        var arguments = List.of("cat-file", "-e", commit + "^{tree}");
        var answer = git.run(GitCall.in(repository, arguments).accepting(0, 1, 128));
        if (!answer.isSuccess()) {
            throw new GitFailed(
                    GitFailed.Reason.EXIT_CODE,
                    arguments,
                    answer.exitCode(),
                    "missing tree of " + commit);
        }
    }
}
