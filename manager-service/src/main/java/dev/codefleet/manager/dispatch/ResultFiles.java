package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.api.JobResults;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.StoredJobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes results of ended jobs again from what was accepted. */
final class ResultFiles implements JobResults {
    private interface Maker {
        void make(Integrator integrator, Origin origin, String head, Path to)
                throws IntegrationFailed;
    }

    private final StoredJobStore jobs;
    private final JobRepositories repositories;

    ResultFiles(StoredJobStore jobs, JobRepositories repositories) {
        this.jobs = jobs;
        this.repositories = repositories;
    }

    @Override
    public Made patch(JobId job, boolean isPartial) throws SQLException {
        return make(job, isPartial, Integrator::resultPatch);
    }

    @Override
    public Made bundle(JobId job, boolean isPartial) throws SQLException {
        return make(job, isPartial, Integrator::resultBundle);
    }

    private Made make(JobId id, boolean isPartial, Maker maker) throws SQLException {
        var found = jobs.load(id);
        if (found.isEmpty()) {
            return new Made.Deleted();
        }
        var stored = found.get();
        if (stored.files().repository() == null) {
            return new Made.Never(
                    "The job has no repository, so it has neither patch nor bundle and never will.");
        }
        return switch (stored.state()) {
            case SUCCEEDED ->
                    make(HeldJob.of(stored), Objects.requireNonNull(stored.files().head()), maker);
            case FAILED, CANCELLED ->
                    isPartial
                            ? makePartial(stored, maker)
                            : new Made.NotReady(
                                    "The job is "
                                            + stored.state()
                                            + ": there is a result once it has SUCCEEDED, and what succeeded"
                                            + " in it with partial=true.");
            case QUEUED, PLANNING, AWAITING_APPROVAL, RUNNING, INTEGRATING ->
                    new Made.NotReady(
                            "The job is "
                                    + stored.state()
                                    + ": there is a result once it has SUCCEEDED.");
        };
    }

    /** What succeeded, merged as if the plan had nothing else. */
    private Made makePartial(StoredJob stored, Maker maker) {
        var job = HeldJob.of(stored);
        if (job.base == null || job.lineage().head().isEmpty()) {
            return new Made.NotReady("No subtask that changed files has succeeded in the job.");
        }
        return make(job, null, maker);
    }

    /**
     * @param head null for what the accepted commits merge to
     */
    private Made make(HeldJob job, @Nullable String head, Maker maker) {
        try {
            var file = Files.createTempFile("codefleet-", ".result");
            try {
                repositories.run(
                        job,
                        (integrator, origin) -> {
                            // Merges are not kept, but made again: the same parts give the same.
                            var merged = integrator.merge(origin, job.lineage().head());
                            maker.make(integrator, origin, head == null ? merged : head, file);
                            return file;
                        });
            } catch (IntegrationFailed failed) {
                Files.delete(file);
                return failed.failure().reason() == FailureReason.MERGE_CONFLICT
                        ? new Made.NotReady(
                                "What succeeded does not merge: " + failed.failure().message())
                        : new Made.Failed(failed.failure());
            }
            return new Made.File(file);
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
