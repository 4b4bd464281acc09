package dev.codefleet.manager.api;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.JobId;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Makes the files in which a job's result can be had. Every manager can, from the repository and
 * the database.
 */
public interface JobResults {
    /** What became of making a file. */
    sealed interface Made {
        /** The file, which is the caller's to delete. */
        record File(Path path) implements Made {}

        /** The job has no result yet. */
        record NotReady(String why) implements Made {}

        /** The job will never have one. */
        record Never(String why) implements Made {}

        /** The job was deleted just now. */
        record Deleted() implements Made {}

        /** It cannot be made now, because of the repository. */
        record Failed(Failure failure) implements Made {}
    }

    /**
     * A patch from the job's starting commit to its merged head.
     *
     * @param isPartial whether a job that failed or was cancelled gives what succeeded in it
     */
    Made patch(JobId job, boolean isPartial) throws SQLException;

    /**
     * A git bundle with the branch {@code codefleet/<job>}, for whoever has the starting commit.
     *
     * @param isPartial whether a job that failed or was cancelled gives what succeeded in it
     */
    Made bundle(JobId job, boolean isPartial) throws SQLException;
}
