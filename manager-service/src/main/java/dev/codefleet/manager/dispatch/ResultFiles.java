package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.job.Results;
import dev.codefleet.manager.job.StoredJobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/** Makes results of ended jobs again from what was accepted. */
final class ResultFiles implements Results {
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
    public Made patch(JobId job) throws SQLException {
        return make(job, Integrator::resultPatch);
    }

    @Override
    public Made bundle(JobId job) throws SQLException {
        return make(job, Integrator::resultBundle);
    }

    private Made make(JobId id, Maker maker) throws SQLException {
        var found = jobs.load(id);
        if (found.isEmpty()) {
            return new Made.Deleted();
        }
        var stored = found.get();
        if (stored.repository() == null) {
            return new Made.Never(
                    "The job has no repository, so it has neither patch nor bundle and never will.");
        }
        if (stored.state() != JobState.SUCCEEDED) {
            return new Made.NotReady(
                    "The job is " + stored.state() + ": there is a result once it has SUCCEEDED.");
        }
        return make(StoredJobs.held(stored), Objects.requireNonNull(stored.head()), maker);
    }

    private Made make(HeldJob job, String head, Maker maker) {
        try {
            var file = Files.createTempFile("codefleet-", ".result");
            try {
                repositories.run(
                        job,
                        (integrator, origin) -> {
                            // Merges are not kept, but made again: the same parts give the same.
                            integrator.merge(origin, Lineage.of(job).head());
                            maker.make(integrator, origin, head, file);
                            return file;
                        });
            } catch (IntegrationFailed failed) {
                Files.delete(file);
                return new Made.Failed(failed.failure());
            }
            return new Made.File(file);
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
