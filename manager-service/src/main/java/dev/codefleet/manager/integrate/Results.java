package dev.codefleet.manager.integrate;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.merge.Diff;
import dev.codefleet.git.objects.Notes;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.BranchDelivery;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes patch, bundle and branch of a job's merged head. */
final class Results {
    private static final Identity NOTER =
            new Identity("Codefleet manager", "manager@codefleet.invalid");

    private final Git git;
    private final long maxPatchBytes;

    Results(Git git, long maxPatchBytes) {
        this.git = git;
        this.maxPatchBytes = maxPatchBytes;
    }

    void bundle(Path mirror, Origin origin, CommitId head, @Nullable ResultNote note, Path to)
            throws IntegrationFailed {
        KeptCommits.require(mirror, origin, head);
        var known = List.of(new CommitId(origin.base()));
        var name = new RefName("refs/heads/" + branch(origin.job()));
        var further = new HashMap<String, CommitId>();
        if (note != null) {
            further.put(
                    "refs/notes/codefleet/" + origin.job(),
                    Notes.write(git, mirror, head, note.text(), NOTER, note.at()));
        }
        Bundles.createNamed(git, mirror, known, head, name, further, to);
    }

    void patch(Path mirror, Origin origin, CommitId head, Path to) throws IntegrationFailed {
        KeptCommits.require(mirror, origin, head);
        Diff.patch(git, mirror, new CommitId(origin.base()), head, to, maxPatchBytes);
    }

    /**
     * Brings the branch to the repository.
     *
     * @return why the repository did not take it, if so: what it says must not be taken for a
     *     failure of the mirror
     */
    Optional<GitFailed> push(Path mirror, Origin origin, CommitId head, RepositoryUrl url)
            throws IntegrationFailed {
        KeptCommits.require(mirror, origin, head);
        try {
            BranchDelivery.toBranch(git, mirror, url, head, branch(origin.job()));
            return Optional.empty();
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.EXIT_CODE) {
                MirrorCheck.ruleOut(git, mirror, head);
            }
            return Optional.of(e);
        }
    }

    /** What a job's result is called. */
    static RefName branch(JobId job) {
        return new RefName("codefleet/" + job);
    }
}
