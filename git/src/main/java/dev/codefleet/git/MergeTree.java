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
        var parents = List.of(ours, theirs);
        return new MergeResult.Merged(
                Commits.create(git, repository, tree, parents, message, identity, time));
    }
}
