package dev.codefleet.manager.integrate;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.merge.MergeResult;
import dev.codefleet.git.merge.MergeTree;
import dev.codefleet.git.objects.Ancestry;
import dev.codefleet.git.process.Git;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges parts one after the other. Who a merge is by, its date and its message follow from its
 * parents and the subtask alone, so that every manager makes the same commit of the same parts.
 */
final class Merger {
    private static final Identity MERGED_BY =
            new Identity("Codefleet manager", "manager@codefleet.invalid");
    private static final int MOST_REMEMBERED = 50_000;

    private final Git git;
    private final CommitAncestry history;
    private final MergeTree trees;
    private final LruMap<Step, CommitId> steps = new LruMap<>(MOST_REMEMBERED);

    Merger(Git git, CommitAncestry history) {
        this.git = git;
        this.history = history;
        this.trees = new MergeTree(git, MERGED_BY);
    }

    /** One merge: what it is made of. */
    private record Step(Origin origin, CommitId head, MergeInput part) {}

    /** What was merged until now: its commits, each with the subtask that brought it first. */
    private record Merged(Path mirror, Origin origin, Map<CommitId, String> broughtBy) {
        CommitId start() {
            return new CommitId(origin.base());
        }
    }

    CommitId merge(Path mirror, Origin origin, List<MergeInput> parts) throws IntegrationFailed {
        var merged = new Merged(mirror, origin, new HashMap<>());
        var head = merged.start();
        merged.broughtBy().put(head, "");
        for (var part : parts) {
            var tip = new CommitId(part.commit());
            if (!merged.broughtBy().containsKey(tip)) {
                var walk = history.walk(mirror, merged.start(), tip, merged.broughtBy().keySet());
                // Commits after the head are not among those merged, so a way to it ends at it.
                head = walk.met().contains(head) ? tip : join(merged, head, part);
                walk.fresh().forEach(commit -> merged.broughtBy().put(commit, part.subtask()));
                merged.broughtBy().put(head, part.subtask());
            }
        }
        return head;
    }

    private CommitId join(Merged merged, CommitId head, MergeInput part) throws IntegrationFailed {
        var step = new Step(merged.origin(), head, part);
        var before = steps.get(step);
        // The mirror may have been made anew since.
        if (before != null && Ancestry.quickFacts(merged.mirror(), before).isPresent()) {
            return before;
        }
        var tip = new CommitId(part.commit());
        var message =
                "Merge subtask " + part.subtask() + "\n\nCodefleet-Job: " + merged.origin().job();
        var result =
                trees.mergeDiverged(merged.mirror(), head, tip, message, date(merged, head, tip));
        return switch (result) {
            case MergeResult.Merged(var commit) -> {
                steps.put(step, commit);
                yield commit;
            }
            case MergeResult.FastForward(var commit) -> commit;
            case MergeResult.AlreadyMerged(var commit) -> commit;
            case MergeResult.Conflict conflict -> throw conflict(merged, head, part, conflict);
        };
    }

    private Instant date(Merged merged, CommitId head, CommitId tip) {
        var ours = history.committedAt(merged.mirror(), merged.start(), head);
        var theirs = history.committedAt(merged.mirror(), merged.start(), tip);
        return ours.isAfter(theirs) ? ours : theirs;
    }

    private IntegrationFailed conflict(
            Merged merged, CommitId head, MergeInput part, MergeResult.Conflict conflict) {
        var files = conflict.files();
        var tip = new CommitId(part.commit());
        // Git takes a tree that a damaged mirror lacks for an empty one, which conflicts with all.
        MirrorCheck.ruleOut(git, merged.mirror(), head);
        var asked = files.subList(0, Math.min(files.size(), ConflictMessage.MOST_FILES_ASKED));
        var others =
                Ancestry.touching(git, merged.mirror(), head, tip, asked).stream()
                        .map(commit -> merged.broughtBy().getOrDefault(commit, ""))
                        .filter(subtask -> !subtask.isEmpty())
                        .distinct()
                        .sorted()
                        .toList();
        return ConflictMessage.between(others, part.subtask(), files, conflict.unknownDrivers());
    }
}
