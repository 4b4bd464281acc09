package dev.codefleet.git;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Questions about commits, and making them without a working tree. */
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

    /** The same tree, parents, message, identity and second always make the same commit id. */
    static CommitId create(
            Git git,
            Path repository,
            String tree,
            List<CommitId> parents,
            String message,
            Identity identity,
            Instant time) {
        var arguments = new ArrayList<>(List.of("commit-tree", tree));
        for (var parent : parents) {
            arguments.add("-p");
            arguments.add(parent.hex());
        }
        arguments.add("-m");
        arguments.add(message);
        var date = "@" + time.getEpochSecond() + " +0000";
        var environment =
                Map.of(
                        "GIT_AUTHOR_NAME", identity.name(),
                        "GIT_AUTHOR_EMAIL", identity.email(),
                        "GIT_AUTHOR_DATE", date,
                        "GIT_COMMITTER_NAME", identity.name(),
                        "GIT_COMMITTER_EMAIL", identity.email(),
                        "GIT_COMMITTER_DATE", date);
        var made = git.run(GitCall.in(repository, arguments).environment(environment));
        return new CommitId(made.line());
    }
}
