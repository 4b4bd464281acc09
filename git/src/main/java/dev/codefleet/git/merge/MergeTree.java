package dev.codefleet.git.merge;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.objects.CommitFacts;
import dev.codefleet.git.objects.CommitText;
import dev.codefleet.git.objects.LooseObjects;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges commits inside a bare repository, without a working tree and without moving any reference.
 *
 * <p>The attributes of the merge's result are in force, so that it makes no difference which side
 * brings them: where the two sides have not the same {@code .gitattributes} files, these are merged
 * first. A merge driver that git does not have itself leaves a conflict.
 */
public final class MergeTree {
    private static final int MOST_FILES_ASKED = 100;

    private final Git git;
    private final Identity identity;
    private final Attributes attributes;

    /**
     * @param identity who merge commits are by
     */
    public MergeTree(Git git, Identity identity) {
        this.git = git;
        this.identity = identity;
        this.attributes = new Attributes(git);
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
        var listing = attributes.of(repository, ours);
        var merged = merge(repository, ours, theirs, listing);
        if (!attributes.of(repository, theirs).equals(listing) && !merged.isAboutAttributes()) {
            var result = attributes.of(repository, merged.tree());
            if (!result.equals(listing)) {
                listing = result;
                merged = merge(repository, ours, theirs, listing);
            }
        }
        if (!merged.conflicts().isEmpty()) {
            return new MergeResult.Conflict(
                    merged.conflicts(), unknownDrivers(repository, merged.conflicts(), listing));
        }
        var commit =
                LooseObjects.writeCommit(
                        repository,
                        CommitText.of(
                                merged.tree().hex(),
                                List.of(ours, theirs),
                                message,
                                identity,
                                time),
                        ours.isSha256());
        return new MergeResult.Merged(commit);
    }

    /**
     * What git makes of two commits.
     *
     * @param tree of the result; with marks in files where there are conflicts
     * @param conflicts paths
     */
    private record Outcome(CommitId tree, List<String> conflicts) {
        boolean isAboutAttributes() {
            return conflicts.stream().anyMatch(path -> ("/" + path).endsWith("/.gitattributes"));
        }
    }

    private Outcome merge(
            Path repository, CommitId ours, CommitId theirs, Attributes.Listing listing) {
        var call =
                GitCall.in(
                                repository,
                                "merge-tree",
                                "--write-tree",
                                "-z",
                                "--name-only",
                                "--no-messages",
                                ours.hex(),
                                theirs.hex())
                        .accepting(0, 1);
        var merge = attributes.run(call, listing);
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
        var conflicts =
                merge.isSuccess()
                        ? List.<String>of()
                        : fields.stream()
                                .skip(1)
                                .filter(name -> !name.isEmpty())
                                .distinct()
                                .toList();
        return new Outcome(new CommitId(tree), conflicts);
    }

    private Map<String, String> unknownDrivers(
            Path repository, List<String> conflicts, Attributes.Listing listing) {
        var check = new ArrayList<>(List.of("check-attr", "-z", "merge", "--"));
        conflicts.stream().limit(MOST_FILES_ASKED).forEach(check::add);
        var fields = attributes.run(GitCall.in(repository, check), listing).text().split("\0", -1);
        var drivers = new HashMap<String, String>();
        for (var at = 0; at + 2 < fields.length; at += 3) {
            if (Attributes.isUnknownDriver(fields[at + 2])) {
                drivers.put(fields[at], fields[at + 2]);
            }
        }
        return drivers;
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
