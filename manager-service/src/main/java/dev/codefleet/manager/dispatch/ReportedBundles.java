package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.Origin;
import dev.codefleet.manager.programmers.BundleClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Fetches the bundles that reports announce into the repositories of their jobs. */
final class ReportedBundles {
    /** A programmer that was killed is back within these waits, with its reports. */
    private static final BoundedRetries FETCHES = new BoundedRetries(Duration.ofMillis(200), 8);

    private final BlockingWork work;
    private final JobRepositories repositories;
    private final BundleClient client;

    ReportedBundles(BlockingWork work, JobRepositories repositories, BundleClient client) {
        this.work = work;
        this.repositories = repositories;
        this.client = client;
    }

    /**
     * Takes a report's bundle into the manager's repository, elsewhere, and answers on the engine's
     * thread.
     */
    void take(
            InFlightAttempt flight,
            Report report,
            Consumer<byte[]> taken,
            Consumer<Failure> refused) {
        var bundle = Objects.requireNonNull(report.bundle());
        if (bundle.bytes() > BundleClient.MAX_BUNDLE_BYTES) {
            var message =
                    "The attempt's bundle has %,d bytes, and at most %,d are taken."
                            .formatted(bundle.bytes(), BundleClient.MAX_BUNDLE_BYTES);
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
            InFlightAttempt flight,
            BundleRef bundle,
            int tries,
            Consumer<byte[]> found,
            Consumer<Failure> refused) {
        client.bundle(flight.programmer.url(), flight.id, bundle)
                .onSuccess(found::accept)
                .onFailure(cause -> {
                    var wait = FETCHES.after(tries);
                    if (wait.isPresent() && !(cause instanceof BundleClient.NotThere)) {
                        work.later(
                                flight.job,
                                wait.get(),
                                () -> fetch(flight, bundle, tries + 1, found, refused));
                    } else {
                        var message =
                                "The attempt's bundle was not to be had: " + cause.getMessage();
                        var failure = Failure.of(FailureReason.PROGRAMMER_LOST, message);
                        work.answer(flight.job, () -> refused.accept(failure));
                    }
                });
    }

    private void accept(
            InFlightAttempt flight,
            Report report,
            byte[] content,
            Consumer<byte[]> taken,
            Consumer<Failure> refused) {
        var key = flight.job.key(flight.subtask);
        work.run(
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
}
