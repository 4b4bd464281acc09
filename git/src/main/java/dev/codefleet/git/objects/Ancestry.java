package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions about how commits follow each other. */
public final class Ancestry {
    private static final long LIST_LIMIT_BYTES = 64L << 20;

    private Ancestry() {}

    /**
     * What a commit says of itself, if that can be told without a process: the commits that came in
     * small bundles and the merges made here.
     */
    public static Optional<CommitFacts> quickFacts(Path repository, CommitId commit) {
        return LooseObjects.readCommit(repository, commit).flatMap(CommitFacts::parse);
    }

    /**
     * All commits that {@code tip} has and {@code known} does not.
     *
     * @throws GitFailed if the repository lacks one of them, or there are more than about 600,000
     */
    public static Map<CommitId, CommitFacts> since(
            Git git, Path repository, CommitId known, CommitId tip) {
        var lines =
                git.run(
                        GitCall.in(
                                        repository,
                                        "rev-list",
                                        "--parents",
                                        "--timestamp",
                                        tip.hex(),
                                        "^" + known)
                                .capturing(LIST_LIMIT_BYTES));
        var facts = new HashMap<CommitId, CommitFacts>();
        for (var line : lines.text().lines().toList()) {
            var fields = List.of(line.split(" ", -1));
            var at = Instant.ofEpochSecond(Long.parseLong(fields.getFirst()));
            var ids = fields.stream().skip(1).map(CommitId::new).toList();
            facts.put(ids.getFirst(), new CommitFacts(ids.subList(1, ids.size()), at));
        }
        return facts;
    }

    /**
     * The commits that {@code tip} has and {@code other} has not, and that change one of the files;
     * merges are left out.
     *
     * @param files whole paths, at most some hundred
     */
    public static List<CommitId> touching(
            Git git, Path repository, CommitId tip, CommitId other, List<String> files) {
        var arguments = new ArrayList<>(List.of("rev-list", "--full-history", "--no-merges"));
        arguments.addAll(List.of(tip.hex(), "^" + other, "--"));
        arguments.addAll(files);
        return git.run(
                        GitCall.in(repository, arguments)
                                .environment(Map.of("GIT_LITERAL_PATHSPECS", "1"))
                                .capturing(LIST_LIMIT_BYTES))
                .text()
                .lines()
                .map(CommitId::new)
                .toList();
    }

    /**
     * Walks everything that a commit has, which fails as a damaged repository when anything is
     * missing. Slow where there is much history.
     *
     * @throws GitFailed if something is missing
     */
    public static void requireWhole(Git git, Path repository, CommitId commit) {
        git.run(GitCall.in(repository, "rev-list", "--objects", "--quiet", commit.hex()));
    }
}
