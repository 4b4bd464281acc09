package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.integrate.StoredCommit;
import dev.codefleet.manager.job.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of jobs. They are a cache: what they lack of a job's accepted commits is brought
 * back from the database, and the work is done again. Blocks; any thread but the engine's.
 */
final class JobRepositories {
    /** Git work in a job's repository. */
    interface Work<T> {
        T run(Integrator integrator, Origin origin) throws IntegrationFailed;
    }

    private final Integrator integrator;
    private final JobStore store;

    JobRepositories(Integrator integrator, JobStore store) {
        this.integrator = integrator;
        this.store = store;
    }

    Integrator integrator() {
        return integrator;
    }

    /**
     * @throws UncheckedIOException if the database that has to bring commits back is away
     */
    <T> T run(HeldJob job, Work<T> work) throws IntegrationFailed {
        try {
            return work.run(integrator, origin(job));
        } catch (IntegrationFailed failure) {
            if (!failure.needsRestore()) {
                throw failure;
            }
            restore(job);
            return work.run(integrator, origin(job));
        }
    }

    /** Brings all accepted commits of a job back. */
    void restore(HeldJob job) throws IntegrationFailed {
        integrator.restore(origin(job), kept(job));
    }

    /**
     * Each after those that it builds on. Times of acceptance do not tell: each is of the clock of
     * the manager of that time.
     */
    private List<StoredCommit> kept(HeldJob job) {
        var accepted = new HashMap<String, JobStore.AcceptedCommit>();
        accepted(job).forEach(each -> accepted.put(each.key(), each));
        var lineage =
                new Lineage(
                        job.graph,
                        job::key,
                        subtask -> commit(accepted.get(job.key(subtask))),
                        origin(job).commit());
        var kept = new ArrayList<StoredCommit>();
        for (int subtask : job.graph.dependenciesFirst()) {
            var each = accepted.get(job.key(subtask));
            if (each != null) {
                var base = lineage.baseOf(subtask);
                kept.add(
                        new StoredCommit(
                                each.key(), each.sha256(), each.commit(), each.content(), base));
            }
        }
        return kept;
    }

    private static @Nullable String commit(JobStore.@Nullable AcceptedCommit accepted) {
        return accepted == null ? null : accepted.commit();
    }

    private List<JobStore.AcceptedCommit> accepted(HeldJob job) {
        try {
            return store.accepted(job.id());
        } catch (SQLException away) {
            throw new UncheckedIOException(
                    new IOException("the database is away: " + away.getMessage(), away));
        }
    }

    private static Origin origin(HeldJob job) {
        return new Origin(
                job.id(),
                Objects.requireNonNull(job.facts.repository()),
                Objects.requireNonNull(job.origin));
    }
}
