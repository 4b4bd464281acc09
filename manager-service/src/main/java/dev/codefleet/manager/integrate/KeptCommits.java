package dev.codefleet.manager.integrate;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.objects.References;
import java.nio.file.Path;

/** The commits that a mirror keeps for a job. */
final class KeptCommits {
    /** Below it, what is kept for all jobs. */
    static final RefName OF_JOBS = new RefName("refs/codefleet/job");

    private static final String PREFIX = OF_JOBS + "/";

    private KeptCommits() {}

    static boolean has(Path mirror, Origin origin, CommitId commit) {
        return commit.hex().equals(origin.base())
                || References.isPointed(mirror, ref(origin.job(), commit));
    }

    static void require(Path mirror, Origin origin, CommitId commit) throws IntegrationFailed {
        if (!has(mirror, origin, commit)) {
            throw new IntegrationFailed(
                    FailureReason.EXECUTOR_ERROR,
                    "The manager's copy of the repository lacks commit "
                            + commit
                            + " of job "
                            + origin.job()
                            + ": its accepted bundles have to be restored",
                    true,
                    null);
        }
    }

    static void keep(Path mirror, Origin origin, CommitId commit) {
        if (!has(mirror, origin, commit)) {
            References.point(mirror, ref(origin.job(), commit), commit);
        }
    }

    /** The reference that all of a job's are below. */
    static RefName all(JobId job) {
        return new RefName(PREFIX + job);
    }

    private static RefName ref(JobId job, CommitId commit) {
        return new RefName(PREFIX + job + "/" + commit);
    }
}
