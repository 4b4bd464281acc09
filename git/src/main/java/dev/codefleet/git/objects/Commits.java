package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.nio.file.Path;

/** Questions about commits. */
public final class Commits {
    private Commits() {}

    /** Whether the repository has the commit itself; its files are not looked at. */
    public static boolean has(Git git, Path repository, CommitId commit) {
        return git.run(
                        GitCall.in(repository, "cat-file", "-e", commit + "^{commit}")
                                .accepting(0, 1, 128))
                .isSuccess();
    }

    /**
     * Whether {@code ancestor} can be reached from {@code commit}, or is it.
     *
     * @throws GitFailed if the repository lacks one of them
     */
    public static boolean isAncestor(Git git, Path repository, CommitId ancestor, CommitId commit) {
        return git.run(
                        GitCall.in(
                                        repository,
                                        "merge-base",
                                        "--is-ancestor",
                                        ancestor.hex(),
                                        commit.hex())
                                .accepting(0, 1))
                .isSuccess();
    }
}
