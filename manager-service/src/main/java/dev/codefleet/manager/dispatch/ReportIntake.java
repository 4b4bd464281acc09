package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.LogRef;
import dev.codefleet.manager.programmers.BundleClient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of reports, and fetches what they announce before they are acknowledged and
 * the programmers forget it: the whole logs, and the bundles, which are taken into the repositories
 * of their jobs. It belongs to the engine's thread.
 *
 * <p>A log that is not to be had does not hold up what it is a log of. Logs lie in memory until
 * they are committed, which the heap bounds: those that are too much together are left out.
 */
final class ReportIntake {
    /** What has become of a report's files. */
    sealed interface Result {
        /**
         * All that is needed is here. A log counts as held until it is {@link #release}d.
         *
         * @param bundle its content, which is in the job's repository; null if there is none
         * @param log as gzip; null if there is none, or it is left out
         * @param attestation the signed receipt, if it was checked; null if there is none, or the
         *     programmer has no key that anybody vouches for
         */
        record Taken(
                byte @Nullable [] bundle, byte @Nullable [] log, @Nullable Envelope attestation)
                implements Result {}

        /** The report cannot be accepted. */
        record Refused(Failure failure) implements Result {}
    }

    private static final Logger LOG = Logger.getLogger(ReportIntake.class);

    /**
     * A programmer that was killed is back within these waits, with its reports. The work is done,
     * and it keeps it: one lost connection must not undo it.
     */
    private static final BoundedRetries BUNDLES = new BoundedRetries(Duration.ofMillis(200), 8);

    private static final BoundedRetries LOGS = new BoundedRetries(Duration.ofMillis(200), 3);

    /** What logs may take in memory together; a single one may be larger. */
    static final long MOST_LOG_BYTES = 16L << 20;

    /** A log that is in memory, or on its way there. */
    private record HeldLog(HeldJob job, long bytes) {
        /** Of a job that is over, or another manager's, nobody says any more what became of it. */
        boolean isOver() {
            return job.isAbandoned || !job.isActive();
        }
    }

    private final Map<AttemptId, HeldLog> logs = new HashMap<>();
    private final BlockingWork work;
    private final JobRepositories repositories;
    private final BundleClient client;

    ReportIntake(BlockingWork work, JobRepositories repositories, BundleClient client) {
        this.work = work;
        this.repositories = repositories;
        this.client = client;
    }

    /**
     * Checks a report's signature, if registries vouch for its programmer's key, and fetches its
     * files.
     *
     * @param then gets the result, on the engine's thread
     */
    void take(InFlightAttempt flight, Report report, Consumer<Result> then) {
        var programmer = flight.programmer;
        var key = programmer.key();
        if (key.isEmpty()) {
            takeFiles(flight, report, null, then);
            return;
        }
        var order = Objects.requireNonNull(flight.follower).order();
        var isDue = programmer.signsReceipts();
        // Elsewhere, for it takes as long as many turns of the engine.
        work.run(
                flight.job,
                () -> AttestationCheck.fault(order, report, programmer.id(), key.get(), isDue),
                checked -> {
                    switch (checked) {
                        case Outcome.Done(var fault) when fault.isPresent() ->
                                then.accept(
                                        new Result.Refused(AttemptOutcomes.refusal(fault.get())));
                        case Outcome.Done<Optional<String>> _ ->
                                takeFiles(flight, report, report.attestation(), then);
                        case Outcome.Failed(var failure) ->
                                then.accept(new Result.Refused(failure));
                    }
                });
    }

    private void takeFiles(
            InFlightAttempt flight,
            Report report,
            @Nullable Envelope attestation,
            Consumer<Result> then) {
        takeFiles(
                flight,
                report,
                result -> {
                    switch (result) {
                        case Result.Taken(var bundle, var log, _) ->
                                then.accept(new Result.Taken(bundle, log, attestation));
                        case Result.Refused refused -> then.accept(refused);
                    }
                });
    }

    private void takeFiles(InFlightAttempt flight, Report report, Consumer<Result> then) {
        var log = report.wholeLog();
        if (log == null) {
            takeBundle(flight, report, null, then);
        } else if (hold(flight, log.compressedBytes())) {
            fetchLog(flight, report, log, then);
        } else {
            LOG.warnf(
                    "a whole log was left out, too many come at once: attempt=%s bytes=%d",
                    flight.id, log.compressedBytes());
            takeBundle(flight, report, null, then);
        }
    }

    /** The attempt's log is not in memory any more. */
    void release(AttemptId attempt) {
        logs.remove(attempt);
    }

    private boolean hold(InFlightAttempt flight, long bytes) {
        logs.values().removeIf(HeldLog::isOver);
        long all = logs.values().stream().mapToLong(HeldLog::bytes).sum();
        if (all > 0 && all + bytes > MOST_LOG_BYTES) {
            return false;
        }
        logs.put(flight.id, new HeldLog(flight.job, bytes));
        return true;
    }

    private void fetchLog(
            InFlightAttempt flight, Report report, LogRef log, Consumer<Result> then) {
        fetch(
                flight,
                "whole log",
                () -> client.log(flight.programmer.address(), flight.id, log),
                LOGS,
                1,
                fetched -> {
                    switch (fetched) {
                        case Outcome.Done(var content) -> takeBundle(flight, report, content, then);
                        case Outcome.Failed(var failure) -> {
                            release(flight.id);
                            LOG.warnf(
                                    "a whole log was not to be had: attempt=%s cause=%s",
                                    flight.id, failure.message());
                            takeBundle(flight, report, null, then);
                        }
                    }
                });
    }

    private void takeBundle(
            InFlightAttempt flight, Report report, byte @Nullable [] log, Consumer<Result> then) {
        var bundle = report.state() == AttemptState.SUCCEEDED ? report.bundle() : null;
        if (bundle == null) {
            then.accept(new Result.Taken(null, log, null));
            return;
        }
        takeBundle(
                flight,
                report,
                bundle,
                taken -> {
                    switch (taken) {
                        case Outcome.Done(var content) ->
                                then.accept(new Result.Taken(content, log, null));
                        case Outcome.Failed(var failure) -> {
                            release(flight.id);
                            then.accept(new Result.Refused(failure));
                        }
                    }
                });
    }

    private void takeBundle(
            InFlightAttempt flight,
            Report report,
            BundleRef bundle,
            Consumer<Outcome<byte[]>> then) {
        if (bundle.bytes() > BundleClient.MAX_BUNDLE_BYTES) {
            var message =
                    "The attempt's bundle has %,d bytes, and at most %,d are taken."
                            .formatted(bundle.bytes(), BundleClient.MAX_BUNDLE_BYTES);
            then.accept(new Outcome.Failed<>(Failure.of(FailureReason.BUDGET_EXCEEDED, message)));
            return;
        }
        fetch(
                flight,
                "bundle",
                () -> client.bundle(flight.programmer.address(), flight.id, bundle),
                BUNDLES,
                1,
                fetched -> {
                    switch (fetched) {
                        case Outcome.Done(var content) ->
                                repositories.accept(
                                        flight.job, flight.work.key(), report, content, then);
                        case Outcome.Failed<byte[]> failed -> then.accept(failed);
                    }
                });
    }

    private void fetch(
            InFlightAttempt flight,
            String what,
            Supplier<Future<byte[]>> call,
            BoundedRetries retries,
            int tries,
            Consumer<Outcome<byte[]>> then) {
        call.get()
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        var content = new Outcome.Done<>(answer.result());
                        work.answer(flight.job, () -> then.accept(content));
                        return;
                    }
                    var cause = answer.cause();
                    var wait =
                            cause instanceof BundleClient.NotThere
                                    ? Optional.<Duration>empty()
                                    : retries.after(tries);
                    if (wait.isPresent()) {
                        work.later(
                                flight.job,
                                wait.get(),
                                () -> fetch(flight, what, call, retries, tries + 1, then));
                    } else {
                        var message =
                                "The attempt's "
                                        + what
                                        + " was not to be had: "
                                        + cause.getMessage();
                        var failure = Failure.of(FailureReason.PROGRAMMER_LOST, message);
                        work.answer(flight.job, () -> then.accept(new Outcome.Failed<>(failure)));
                    }
                });
    }
}
