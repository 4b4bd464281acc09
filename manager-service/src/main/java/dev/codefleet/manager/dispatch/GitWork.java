package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.git.BundleFile;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.integrate.Part;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The git work of jobs: asked for and answered on the engine's thread, done on background threads.
 */
final class GitWork implements Outcomes.Bundles {
    private interface Work<T> {
        T run() throws IntegrationFailed;
    }

    private static final Logger LOG = Logger.getLogger(GitWork.class);

    /** A programmer that was killed is back within these waits, with its reports. */
    private static final Backoff FETCHES = new Backoff(Duration.ofMillis(200), 8);

    /** Disk and database: for as long as a person may need to see to them. */
    private static final Backoff TROUBLES = new Backoff(Duration.ofMillis(500), 12);

    private final Executor engine;
    private final Executor background;
    private final JobRepositories repositories;
    private final ProgrammerClient client;
    private final Vertx timers;

    GitWork(
            Executor engine,
            Executor background,
            JobRepositories repositories,
            ProgrammerClient client,
            Vertx timers) {
        this.engine = engine;
        this.background = background;
        this.repositories = repositories;
        this.client = client;
        this.timers = timers;
    }

    /** Finds the commit that the job starts from. */
    void resolve(HeldJob job, Consumer<String> found, Consumer<Failure> failed) {
        var repository = Objects.requireNonNull(job.facts.repository());
        run(
                job,
                () -> repositories.integrator().resolve(repository, job.facts.ref()),
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
        run(
                job,
                () ->
                        repositories.run(
                                job, (integrator, origin) -> integrator.export(origin, base)),
                found,
                failed);
    }

    /**
     * Brings an uploaded repository to a programmer, unless it has it. Answers on any thread; fails
     * as {@link ProgrammerClient#upload}.
     */
    Future<Void> bringRepository(String sha256, String url) {
        var brought = Promise.<Void>promise();
        background.execute(() -> {
            try {
                var bundle =
                        repositories
                                .integrator()
                                .uploads()
                                .use(sha256)
                                .orElseThrow(() -> gone(sha256));
                client.upload(url, sha256, bundle.path())
                        .onComplete(end -> bundle.close())
                        .onComplete(brought);
            } catch (RuntimeException | IOException trouble) {
                brought.fail(trouble);
            }
        });
        return brought.future();
    }

    private static IOException gone(String sha256) {
        return new FileNotFoundException(
                "the uploaded repository " + sha256 + " was deleted: upload it again");
    }

    /** Hands the merged head over as the job asks. */
    void deliver(HeldJob job, String head, Runnable done, Consumer<Failure> failed) {
        if (job.facts.delivery() == Delivery.DOWNLOAD) {
            done.run();
            return;
        }
        run(
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
        run(
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
        background.execute(() -> {
            try {
                repositories.integrator().release(origin);
            } catch (IntegrationFailed failure) {
                LOG.warnf(
                        "a job's repository keeps its space: job=%s cause=%s",
                        origin.job(), failure.getMessage());
            }
        });
    }

    @Override
    public void take(
            Flight flight, Report report, Consumer<byte[]> taken, Consumer<Failure> refused) {
        var bundle = Objects.requireNonNull(report.bundle());
        if (bundle.bytes() > ProgrammerClient.MAX_BUNDLE_BYTES) {
            var message =
                    "The attempt's bundle has %,d bytes, and at most %,d are taken."
                            .formatted(bundle.bytes(), ProgrammerClient.MAX_BUNDLE_BYTES);
            refused.accept(Failure.of(FailureReason.BUDGET_EXCEEDED, message));
            return;
        }
        fetch(
                flight,
                bundle,
                1,
                content -> accept(flight, report, content, taken, refused),
                refused);
    }

    /** The work is done, and the programmer keeps it: one lost connection must not undo it. */
    private void fetch(
            Flight flight,
            BundleRef bundle,
            int tries,
            Consumer<byte[]> found,
            Consumer<Failure> refused) {
        client.bundle(flight.programmer.url(), flight.id, bundle)
                .onSuccess(found::accept)
                .onFailure(cause -> {
                    var wait = FETCHES.after(tries);
                    if (wait.isPresent() && !(cause instanceof ProgrammerClient.NotThere)) {
                        later(
                                flight.job,
                                wait.get(),
                                () -> fetch(flight, bundle, tries + 1, found, refused));
                    } else {
                        var message =
                                "The attempt's bundle was not to be had: " + cause.getMessage();
                        var failure = Failure.of(FailureReason.PROGRAMMER_LOST, message);
                        onEngine(flight.job, () -> refused.accept(failure));
                    }
                });
    }

    private void accept(
            Flight flight,
            Report report,
            byte[] content,
            Consumer<byte[]> taken,
            Consumer<Failure> refused) {
        var key = flight.job.key(flight.subtask);
        run(
                flight.job,
                () ->
                        repositories.run(
                                flight.job,
                                (integrator, origin) -> {
                                    accept(integrator, origin, key, content, report);
                                    return content;
                                }),
                taken,
                refused);
    }

    private static void accept(
            Integrator integrator, Origin origin, String key, byte[] content, Report report)
            throws IntegrationFailed {
        var bundle = Objects.requireNonNull(report.bundle());
        var base = Objects.requireNonNull(report.receipt().base());
        var commit = Objects.requireNonNull(report.receipt().commit());
        try {
            var file = Files.createTempFile("codefleet-", ".bundle");
            try {
                Files.write(file, content);
                integrator.accept(origin, key, file, bundle.sha256(), base, commit);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private void merge(
            HeldJob job, List<Part> parts, Consumer<String> found, Consumer<Failure> failed) {
        var commits = parts.stream().map(Part::commit).distinct().toList();
        if (commits.size() <= 1) {
            found.accept(
                    commits.isEmpty() ? Objects.requireNonNull(job.origin) : commits.getFirst());
            return;
        }
        run(
                job,
                () ->
                        repositories.run(
                                job, (integrator, origin) -> integrator.merge(origin, parts)),
                found,
                failed);
    }

    private <T> void run(HeldJob job, Work<T> work, Consumer<T> done, Consumer<Failure> failed) {
        run(job, work, 1, done, failed);
    }

    private <T> void run(
            HeldJob job, Work<T> work, int tries, Consumer<T> done, Consumer<Failure> failed) {
        background.execute(() -> {
            try {
                var result = work.run();
                onEngine(job, () -> done.accept(result));
            } catch (IntegrationFailed failure) {
                onEngine(job, () -> failed.accept(failure.failure()));
            } catch (UncheckedIOException trouble) {
                var wait = TROUBLES.after(tries);
                LOG.warnf("git work waits: job=%s cause=%s", job.id(), trouble.getMessage());
                if (wait.isPresent()) {
                    later(job, wait.get(), () -> run(job, work, tries + 1, done, failed));
                } else {
                    fail(job, FailureReason.REFUSED, trouble.getMessage(), failed);
                }
            } catch (RuntimeException bug) {
                fail(job, FailureReason.EXECUTOR_ERROR, bug.toString(), failed);
            }
        });
    }

    private void fail(
            HeldJob job, FailureReason reason, @Nullable String cause, Consumer<Failure> failed) {
        onEngine(
                job,
                () -> failed.accept(Failure.of(reason, "The manager's git work failed: " + cause)));
    }

    /** Does something after a wait, unless the job is another manager's by then. */
    private void later(HeldJob job, Duration wait, Runnable work) {
        timers.setTimer(wait.toMillis(), timer -> onEngine(job, work));
    }

    /** Answers, unless the job is another manager's by now. */
    private void onEngine(HeldJob job, Runnable answer) {
        engine.execute(() -> {
            if (!job.isAbandoned) {
                answer.run();
            }
        });
    }
}
