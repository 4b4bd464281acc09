package dev.codefleet.manager.integrate;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Takes the commits of bundles into a mirror, for the first time or again. */
final class BundleIntake {
    private final Git git;
    private final CommitAncestry history;
    private final Merger merger;
    private final Path incoming;

    /**
     * @param incoming a directory for files that are being taken
     */
    BundleIntake(Git git, CommitAncestry history, Merger merger, Path incoming) {
        this.git = git;
        this.history = history;
        this.merger = merger;
        this.incoming = incoming;
    }

    /**
     * What a programmer announces.
     *
     * @param start the commit that its work had to start from
     * @param commit the commit that the bundle brings
     */
    record Announced(Path bundle, String sha256, CommitId start, CommitId commit) {}

    void accept(Path mirror, Origin origin, String key, Announced announced)
            throws IntegrationFailed {
        KeptCommits.require(mirror, origin, announced.start());
        try {
            Bundles.bring(git, mirror, announced.bundle(), announced.sha256(), announced.commit());
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.BAD_BUNDLE) {
                MirrorCheck.ruleOut(git, mirror, announced.start());
            }
            throw e;
        }
        var base = new CommitId(origin.base());
        var walk = history.walk(mirror, base, announced.commit(), Set.of(announced.start()));
        if (walk.met().isEmpty()) {
            throw new IntegrationFailed(
                    FailureReason.EXECUTOR_ERROR,
                    "Commit %s of subtask '%s' does not build on its base %s. Work has to go on from the base; it must not rewrite it."
                            .formatted(announced.commit(), key, announced.start()));
        }
        KeptCommits.keep(mirror, origin, announced.commit());
    }

    void restore(Path mirror, Origin origin, StoredCommit kept) throws IntegrationFailed {
        var commit = new CommitId(kept.commit());
        if (KeptCommits.has(mirror, origin, commit)) {
            return;
        }
        if (kept.content().length == 0) {
            restoreStart(mirror, origin, kept);
            KeptCommits.require(mirror, origin, commit);
            return;
        }
        try {
            var file = Files.createTempFile(incoming, "kept-", ".bundle");
            try {
                Files.write(file, kept.content());
                for (var needed : Bundles.prerequisites(file)) {
                    if (!KeptCommits.has(mirror, origin, needed)) {
                        restoreStart(mirror, origin, kept);
                    }
                }
                Bundles.bring(git, mirror, file, kept.sha256(), commit);
                KeptCommits.keep(mirror, origin, commit);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a kept bundle", e);
        }
    }

    private void restoreStart(Path mirror, Origin origin, StoredCommit kept)
            throws IntegrationFailed {
        KeptCommits.keep(mirror, origin, merger.merge(mirror, origin, kept.start()));
    }
}
