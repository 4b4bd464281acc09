package dev.codefleet.manager.integrate;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.objects.Ancestry;
import dev.codefleet.git.objects.CommitFacts;
import dev.codefleet.git.process.Git;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers which commits of jobs descend from which. Commits never change, so what was read once is
 * remembered, whatever becomes of the mirror.
 */
final class CommitAncestry {
    private static final int MOST_REMEMBERED = 100_000;

    /** Stands for a commit that the origin has already: what is behind it matters to no job. */
    private static final CommitFacts BEHIND = new CommitFacts(List.of(), Instant.EPOCH);

    private final Git git;
    private final LruMap<CommitId, CommitFacts> known = new LruMap<>(MOST_REMEMBERED);

    CommitAncestry(Git git) {
        this.git = git;
    }

    /**
     * What a walk found.
     *
     * @param fresh the commits on the way, with the one that it started from
     * @param met where it stopped
     */
    record Walk(Set<CommitId> fresh, Set<CommitId> met) {}

    /** Walks from a commit back to, and not beyond, the commits of {@code stops}. */
    Walk walk(Path mirror, CommitId origin, CommitId from, Set<CommitId> stops) {
        var walk = new Walk(new HashSet<>(), new HashSet<>());
        var open = new ArrayDeque<CommitId>();
        open.add(from);
        while (!open.isEmpty()) {
            var commit = open.remove();
            if (stops.contains(commit)) {
                walk.met().add(commit);
            } else if (walk.fresh().add(commit) && !commit.equals(origin)) {
                open.addAll(facts(mirror, origin, commit).parents());
            }
        }
        return walk;
    }

    /** The committer's date; the epoch for a commit that is behind the origin. */
    Instant committedAt(Path mirror, CommitId origin, CommitId commit) {
        return facts(mirror, origin, commit).committedAt();
    }

    private CommitFacts facts(Path mirror, CommitId origin, CommitId commit) {
        var remembered = known.get(commit);
        if (remembered != null) {
            return remembered;
        }
        var quick = Ancestry.quickFacts(mirror, commit);
        if (quick.isPresent()) {
            known.put(commit, quick.get());
            return quick.get();
        }
        var listed = Ancestry.since(git, mirror, origin, commit);
        listed.forEach(known::put);
        return listed.getOrDefault(commit, BEHIND);
    }
}
