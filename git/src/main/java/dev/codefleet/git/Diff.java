package dev.codefleet.git;

import java.nio.file.Path;
import java.util.Map;

/**
 * How two commits differ, counted or as a patch. Programs that a repository names are never run.
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
        return compare(git, repository, base, commit, maxFiles).changes();
    }

    /**
     * How two commits differ.
     *
     * @param changes counted
     * @param after what the newer one has at each path where they differ, renamed files at both
     */
    record Comparison(Changes changes, Map<String, TreeEntry> after) {}

    /** Compares as {@link #count} does, and tells all that the newer commit has. */
    static Comparison compare(
            Git git, Path repository, CommitId base, CommitId commit, int maxFiles) {
        var diff =
                git.run(
                        GitCall.in(
                                        repository,
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
        var text = diff.text();
        return new Comparison(DiffParser.parse(text, maxFiles), DiffParser.after(text));
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
