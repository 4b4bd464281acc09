package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Lineage;
import dev.codefleet.manager.integrate.MergeInput;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.integrate.StoredCommit;
import dev.codefleet.manager.job.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The git work of jobs, in this manager's copies of their repositories. These are a cache: what one
 * lacks of a job's accepted commits is brought back from the database, and the work is done again.
 *
 * <p>Work is asked for and answered on the engine's thread, and done elsewhere, but for {@link
 * #run} and {@link #useUpload}.
 */
final class JobRepositories {
    /** Something done in a job's repository. */
    interface Call<T> {
        T run(Integrator integrator, Origin origin) throws IntegrationFailed;
    }

    private static final Logger LOG = Logger.getLogger(JobRepositories.class);

    private final Integrator integrator;
    private final JobStore store;
    private final BlockingWork background;

    JobRepositories(Integrator integrator, JobStore store, BlockingWork background) {
        this.integrator = integrator;
        this.store = store;
        this.background = background;
    }

    /**
     * Finds the commit that the job starts from, and looks whether its result will be taken, before
     * any work is done.
     */
    void resolve(HeldJob job, Consumer<Outcome<String>> then) {
        var repository = Objects.requireNonNull(job.facts.files().repository());
        background.run(
                job,
                () -> {
                    var commit = integrator.resolve(repository, job.facts.files().ref());
                    if (job.facts.files().delivery() == Delivery.BRANCH) {
                        integrator.lookAtDelivery(new Origin(job.id(), repository, commit));
                    }
                    return commit;
                },
                then);
    }

    /**
     * Finds or makes the commit that a subtask starts from: at once where nothing needs to be
     * merged.
     */
    void start(HeldJob job, Work.OfSubtask subtask, Consumer<Outcome<String>> then) {
        merge(job, job.lineage().startOf(subtask.number), then);
    }

    /** Merges what all subtasks have made. */
    void head(HeldJob job, Consumer<Outcome<String>> then) {
        merge(job, job.lineage().head(), then);
    }

    private void merge(HeldJob job, List<MergeInput> parts, Consumer<Outcome<String>> then) {
        var commits = parts.stream().map(MergeInput::commit).distinct().toList();
        if (commits.size() > 1) {
            runLater(job, (integrator, origin) -> integrator.merge(origin, parts), then);
        } else {
            var only = commits.isEmpty() ? Objects.requireNonNull(job.base) : commits.getFirst();
            then.accept(new Outcome.Done<>(only));
        }
    }

    /**
     * Makes the bundle that brings a commit to a programmer that works on it; empty where the
     * repository itself has it.
     */
    void export(HeldJob job, String commit, Consumer<Outcome<Optional<BundleFile>>> then) {
        runLater(job, (integrator, origin) -> integrator.export(origin, commit), then);
    }

    /**
     * Takes the bundle of a report.
     *
     * @param key of the subtask
     * @param then gets the content once more
     */
    void accept(
            HeldJob job,
            String key,
            Report report,
            byte[] content,
            Consumer<Outcome<byte[]>> then) {
        runLater(
                job,
                (integrator, origin) -> {
                    accept(integrator, origin, key, report, content);
                    return content;
                },
                then);
    }

    private static void accept(
            Integrator integrator, Origin origin, String key, Report report, byte[] content)
            throws IntegrationFailed {
        var bundle = Objects.requireNonNull(report.bundle());
        var start = Objects.requireNonNull(report.receipt().commits().base());
        var commit = Objects.requireNonNull(report.receipt().commits().commit());
        try {
            var file = Files.createTempFile("codefleet-", ".bundle");
            try {
                Files.write(file, content);
                integrator.accept(origin, key, file, bundle.sha256(), start, commit);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    /**
     * Hands the merged head over as the job asks.
     *
     * @param then gets the head
     */
    void deliver(HeldJob job, String head, Consumer<Outcome<String>> then) {
        switch (job.facts.files().delivery()) {
            case DOWNLOAD -> then.accept(new Outcome.Done<>(head));
            case BRANCH ->
                    runLater(
                            job,
                            (integrator, origin) -> {
                                integrator.push(origin, head);
                                return head;
                            },
                            then);
        }
    }

    /**
     * Brings a job's accepted commits back after a takeover, whatever keeps them away for some
     * minutes.
     *
     * @param then gets their number
     */
    void restore(HeldJob job, Consumer<Outcome<Integer>> then) {
        background.runPatiently(job, () -> restoreNow(job), then);
    }

    /** Lets the repository of an ended job shrink again. */
    void release(Origin origin) {
        background.unattended(() -> {
            try {
                integrator.release(origin);
            } catch (IntegrationFailed failure) {
                LOG.warnf(
                        "a job's repository keeps its space: job=%s cause=%s",
                        origin.job(), failure.getMessage());
            }
        });
    }

    /**
     * Has an uploaded repository read, elsewhere. Answers on any thread; fails as the reader does,
     * or because the repository is gone.
     *
     * @param reader may read the file until its answer is there
     */
    Future<Void> useUpload(String sha256, Function<Path, Future<Void>> reader) {
        var read = Promise.<Void>promise();
        background.unattended(() -> {
            try {
                var bundle = integrator.uploads().use(sha256).orElseThrow(() -> gone(sha256));
                reader.apply(bundle.path()).onComplete(end -> bundle.close()).onComplete(read);
            } catch (RuntimeException | IOException trouble) {
                read.fail(trouble);
            }
        });
        return read.future();
    }

    private static IOException gone(String sha256) {
        return new FileNotFoundException(
                "the uploaded repository " + sha256 + " was deleted: upload it again");
    }

    private <T> void runLater(HeldJob job, Call<T> work, Consumer<Outcome<T>> then) {
        background.run(job, () -> run(job, work), then);
    }

    /**
     * Works in a job's repository. Blocks; any thread but the engine's.
     *
     * @throws UncheckedIOException if the database that has to bring commits back is away
     */
    <T> T run(HeldJob job, Call<T> work) throws IntegrationFailed {
        try {
            return work.run(integrator, origin(job));
        } catch (IntegrationFailed failure) {
            if (!failure.needsRestore()) {
                throw failure;
            }
            restoreNow(job);
            return work.run(integrator, origin(job));
        }
    }

    private int restoreNow(HeldJob job) throws IntegrationFailed {
        var commits = kept(job);
        integrator.restore(origin(job), commits);
        return commits.size();
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
                        origin(job).base());
        var kept = new ArrayList<StoredCommit>();
        for (int subtask : job.graph.dependenciesFirst()) {
            var each = accepted.get(job.key(subtask));
            if (each != null) {
                var start = lineage.startOf(subtask);
                kept.add(
                        new StoredCommit(
                                each.key(), each.sha256(), each.commit(), each.content(), start));
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
                Objects.requireNonNull(job.facts.files().repository()),
                Objects.requireNonNull(job.base));
    }
}
