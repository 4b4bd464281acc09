package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.MergeInput;
import dev.codefleet.manager.integrate.Origin;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The git work of jobs: asked for and answered on the engine's thread. */
final class GitWork {
    private static final Logger LOG = Logger.getLogger(GitWork.class);

    private final BlockingWork work;
    private final JobRepositories repositories;

    GitWork(BlockingWork work, JobRepositories repositories) {
        this.work = work;
        this.repositories = repositories;
    }

    /**
     * Finds the commit that the job starts from, and looks whether its result will be taken, before
     * any work is done.
     */
    void resolve(HeldJob job, Consumer<String> found, Consumer<Failure> failed) {
        var repository = Objects.requireNonNull(job.facts.repository());
        work.run(
                job,
                () -> {
                    var commit = repositories.integrator().resolve(repository, job.facts.ref());
                    if (job.facts.delivery() == Delivery.BRANCH) {
                        repositories
                                .integrator()
                                .lookAtDelivery(new Origin(job.id(), repository, commit));
                    }
                    return commit;
                },
                found,
                failed);
    }

    /**
     * Finds or makes the commit that a subtask starts from: at once where nothing needs to be
     * merged.
     */
    void base(HeldJob job, int subtask, Consumer<String> found, Consumer<Failure> failed) {
        merge(job, Lineage.of(job).baseOf(subtask), found, failed);
    }

    /** Merges what all subtasks have made. */
    void head(HeldJob job, Consumer<String> found, Consumer<Failure> failed) {
        merge(job, Lineage.of(job).head(), found, failed);
    }

    /**
     * The bundle that brings a subtask's base to a programmer; empty where the repository itself
     * has it.
     */
    void export(
            HeldJob job,
            String base,
            Consumer<Optional<BundleFile>> found,
            Consumer<Failure> failed) {
        work.run(
                job,
                () ->
                        repositories.run(
                                job, (integrator, origin) -> integrator.export(origin, base)),
                found,
                failed);
    }

    /** Hands the merged head over as the job asks. */
    void deliver(HeldJob job, String head, Runnable done, Consumer<Failure> failed) {
        if (job.facts.delivery() == Delivery.DOWNLOAD) {
            done.run();
            return;
        }
        work.run(
                job,
                () ->
                        repositories.run(
                                job,
                                (integrator, origin) -> {
                                    integrator.push(origin, head);
                                    return head;
                                }),
                pushed -> done.run(),
                failed);
    }

    /** Brings a job's accepted commits back after a takeover. */
    void restore(HeldJob job, Runnable done, Consumer<Failure> failed) {
        work.runOnce(
                job,
                () -> {
                    repositories.restore(job);
                    return job.id();
                },
                restored -> done.run(),
                failed);
    }

    /** Lets the repository of an ended job shrink again. */
    void release(Origin origin) {
        work.unattended(() -> {
            try {
                repositories.integrator().release(origin);
            } catch (IntegrationFailed failure) {
                LOG.warnf(
                        "a job's repository keeps its space: job=%s cause=%s",
                        origin.job(), failure.getMessage());
            }
        });
    }

    private void merge(
            HeldJob job, List<MergeInput> parts, Consumer<String> found, Consumer<Failure> failed) {
        var commits = parts.stream().map(MergeInput::commit).distinct().toList();
        if (commits.size() <= 1) {
            found.accept(
                    commits.isEmpty() ? Objects.requireNonNull(job.origin) : commits.getFirst());
            return;
        }
        work.run(
                job,
                () ->
                        repositories.run(
                                job, (integrator, origin) -> integrator.merge(origin, parts)),
                found,
                failed);
    }
}
