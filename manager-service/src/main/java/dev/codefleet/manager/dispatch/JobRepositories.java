package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Kept;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.job.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

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

    private List<Kept> kept(HeldJob job) {
        var ordinals = new HashMap<String, Integer>();
        job.facts.subtasks().forEach(subtask -> ordinals.put(subtask.key(), ordinals.size()));
        var accepted = accepted(job);
        var commits = new HashMap<String, String>();
        accepted.forEach(each -> commits.put(each.key(), each.commit()));
        var lineage =
                new Lineage(
                        job.graph,
                        job::key,
                        subtask -> commits.get(job.key(subtask)),
                        origin(job).commit());
        return accepted.stream()
                .map(each ->
                        new Kept(
                                each.key(),
                                each.sha256(),
                                each.commit(),
                                each.content(),
                                lineage.baseOf(Objects.requireNonNull(ordinals.get(each.key())))))
                .toList();
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
