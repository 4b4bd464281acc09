package dev.codefleet.git;

import java.nio.file.Path;
import java.util.List;

/** Brings a finished commit to where the repository came from. */
public final class Delivery {
    private Delivery() {}

    /**
     * Makes a new branch at the origin; a branch of that name is only moved forward, never
     * rewritten. A repository on this machine gets the branch and its objects and nothing else: no
     * hook of it runs, and its checkout, index and other references stay as they are.
     *
     * @param mirror a repository that has the commit
     * @param branch the branch's short name
     * @throws IllegalArgumentException if the origin was uploaded: there is nowhere to bring it to
     * @throws GitFailed if the origin refuses it, cannot be reached in time, or has that branch
     *     checked out
     */
    public static void toBranch(
            Git git, Path mirror, RepositoryUrl origin, CommitId commit, RefName branch) {
        if (origin.uploaded().isPresent()) {
            throw new IllegalArgumentException("An uploaded repository takes no branch");
        }
        var refspec = commit + ":refs/heads/" + branch;
        var local = origin.localPath();
        if (local.isPresent()) {
            // A push would let the receiving repository's configuration choose the hooks.
            git.run(
                    GitCall.in(
                                    local.get(),
                                    List.of(
                                            "fetch",
                                            "--quiet",
                                            "--no-tags",
                                            "--no-write-fetch-head",
                                            mirror.toAbsolutePath().toString(),
                                            refspec))
                            .reaching(origin));
        } else {
            git.run(
                    GitCall.in(mirror, "push", "--quiet", "--no-verify", origin.value(), refspec)
                            .reaching(origin));
        }
    }
}
