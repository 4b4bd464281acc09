package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.api.JobResults;
import dev.codefleet.manager.attest.JobSummaries;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.integrate.ResultNote;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.StoredJobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes results of ended jobs again from what was accepted. */
final class ResultFiles implements JobResults {
    private interface Maker {
        /**
         * @param isWhole whether the job has succeeded, with this head
         */
        void make(
                HeldJob job,
                boolean isWhole,
                Integrator integrator,
                Origin origin,
                String head,
                Path to)
                throws IntegrationFailed;
    }

    private final StoredJobStore jobs;
    private final JobRepositories repositories;
    private final JobSummaries summaries;

    ResultFiles(StoredJobStore jobs, JobRepositories repositories, JobSummaries summaries) {
        this.jobs = jobs;
        this.repositories = repositories;
        this.summaries = summaries;
    }

    /** Has the summary of a job signed that has succeeded with a head. Blocks. */
    void summarize(HeldJob job, String head) throws IntegrationFailed {
        repositories.run(job, (integrator, origin) -> signed(job, integrator, origin, head));
    }

    private Optional<JobSummaries.Signed> signed(
            HeldJob job, Integrator integrator, Origin origin, String head)
            throws IntegrationFailed {
        var ended =
                new JobSummaries.Ended(
                        job.id(),
                        origin.base(),
                        head,
                        job.subtasks.size(),
                        !job.facts.terms().finalChecks().isEmpty());
        try {
            return summaries.of(ended, () -> integrator.tree(origin, head));
        } catch (SQLException away) {
            throw new UncheckedIOException(
                    new IOException("the database is away: " + away.getMessage(), away));
        }
    }

    @Override
    public Made patch(JobId job, boolean isPartial) throws SQLException {
        return make(
                job,
                isPartial,
                (_, _, integrator, origin, head, to) -> integrator.resultPatch(origin, head, to));
    }

    @Override
    public Made bundle(JobId job, boolean isPartial) throws SQLException {
        return make(job, isPartial, this::bundle);
    }

    private void bundle(
            HeldJob job,
            boolean isWhole,
            Integrator integrator,
            Origin origin,
            String head,
            Path to)
            throws IntegrationFailed {
        var note =
                isWhole
                        ? signed(job, integrator, origin, head)
                                .map(signed -> new ResultNote(signed.text(), signed.signedAt()))
                        : Optional.<ResultNote>empty();
        integrator.resultBundle(origin, head, note.orElse(null), to);
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
                            maker.make(
                                    job,
                                    head != null,
                                    integrator,
                                    origin,
                                    head == null ? merged : head,
                                    file);
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
