package dev.codefleet.git.merge;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.nio.file.Path;

/**
 * Compares two commits, as counts or as a patch. Programs that a repository names are never run.
 */
public final class Diff {
    private static final long COUNT_LIMIT_BYTES = 64L << 20;

    private Diff() {}

    /**
     * Counts files and lines, with renames found.
     *
     * @param commit a commit, or the name of a tree
     * @param maxFiles how many files to name at most
     * @throws GitFailed if the repository lacks a commit, or the names of the files exceed 64 MiB
     */
    public static Changes count(
            Git git, Path repository, CommitId base, CommitId commit, int maxFiles) {
        return count(git, GitCall.in(repository), base, commit, maxFiles);
    }

    /**
     * Counts as {@link #count(Git, Path, CommitId, CommitId, int)} does, with the attributes that
     * lie in a work tree of another repository.
     */
    public static Changes count(
            Git git,
            Path gitDirectory,
            Path workTree,
            CommitId base,
            CommitId commit,
            int maxFiles) {
        var call = GitCall.in(gitDirectory).inWorkTree(workTree, gitDirectory);
        return count(git, call, base, commit, maxFiles);
    }

    private static Changes count(
            Git git, GitCall where, CommitId base, CommitId commit, int maxFiles) {
        var diff =
                git.run(
                        where.arguments(
                                        "diff-tree",
                                        "-r",
                                        "-z",
                                        "-M",
                                        "--raw",
                                        "--numstat",
                                        "--no-ext-diff",
                                        "--no-textconv",
                                        // Else a file in the tree could hide changes.
                                        "--ignore-submodules=none",
                                        base.hex(),
                                        commit.hex())
                                .capturing(COUNT_LIMIT_BYTES));
        return DiffParser.parse(diff.text(), maxFiles);
    }

    /**
     * Writes a patch of two commits of a bare repository, which {@code git apply} takes, binary
     * files included. The attributes of the newer one are in force.
     *
     * @param file where to; replaced when it exists
     * @param maxBytes the largest patch to write
     * @throws GitFailed if the repository lacks a commit, or the patch is larger; the file is then
     *     of no use
     */
    public static void patch(
            Git git, Path repository, CommitId base, CommitId commit, Path file, long maxBytes) {
        var attributes = new Attributes(git);
        var call =
                GitCall.in(
                                repository,
                                "diff-tree",
                                "-r",
                                "-p",
                                "-M",
                                "--binary",
                                "--full-index",
                                "--no-ext-diff",
                                "--no-textconv",
                                base.hex(),
                                commit.hex())
                        .writingTo(file, maxBytes);
        attributes.run(call, attributes.of(repository, commit));
    }
}
