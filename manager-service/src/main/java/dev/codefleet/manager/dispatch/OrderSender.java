package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.manager.engine.DelayedExecutor;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.web.Ticker;
import io.vertx.core.AsyncResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns committed attempts into orders: brings what the programmer lacks of the commit to start
 * from, then sends and follows.
 */
final class OrderSender {
    private final DelayedExecutor engine;
    private final JobRepositories repositories;
    private final BundleClient bundles;
    private final ProgrammerClient client;
    private final ReportAcknowledgements acknowledgements;
    private final AttemptFollower.Listener outcomes;
    private final BooleanSupplier mayDispatch;
    private final Ticker ticker;
    private final AgentId manager;

    OrderSender(
            DelayedExecutor engine,
            JobRepositories repositories,
            BundleClient bundles,
            ProgrammerClient client,
            ReportAcknowledgements acknowledgements,
            AttemptFollower.Listener outcomes,
            BooleanSupplier mayDispatch,
            Ticker ticker,
            AgentId manager) {
        this.engine = engine;
        this.repositories = repositories;
        this.bundles = bundles;
        this.client = client;
        this.acknowledgements = acknowledgements;
        this.outcomes = outcomes;
        this.mayDispatch = mayDispatch;
        this.ticker = ticker;
        this.manager = manager;
    }

    /** Sends the order of an attempt whose row is committed. Engine's thread only. */
    void send(InFlightAttempt flight) {
        sendOrUpload(flight);
    }

    /** Follows an attempt whose order another life or manager has sent. Engine's thread only. */
    void attach(InFlightAttempt flight) {
        flight.isRepeated = false;
        var start = flight.work.start;
        var follower = follower(flight, order(flight, start, List.of(), List.of()));
        flight.isAccepted = true;
        follower.attach();
    }

    /**
     * Sends the order of an attempt that an earlier owner of the job was about to send. Engine's
     * thread only.
     */
    void sendAgain(InFlightAttempt flight) {
        flight.isRepeated = true;
        sendOrUpload(flight);
    }

    private void sendOrUpload(InFlightAttempt flight) {
        var job = flight.job;
        if (job.isAbandoned) {
            return;
        }
        var upload =
                Optional.ofNullable(job.facts.files().repository())
                        .flatMap(repository -> new RepositoryUrl(repository).uploaded());
        if (upload.isPresent() && flight.work.hasFiles) {
            bringRepository(flight, upload.get());
        } else {
            bringStart(flight);
        }
    }

    /** Of an uploaded repository programmers have what they are brought. */
    private void bringRepository(InFlightAttempt flight, String sha256) {
        var to = flight.programmer.address();
        repositories
                .useUpload(sha256, file -> bundles.upload(to, sha256, file))
                .onComplete(end -> engine.execute(() -> brought(flight, end, this::bringStart)));
    }

    private void bringStart(InFlightAttempt flight) {
        var job = flight.job;
        var start = flight.work.start;
        if (!flight.work.hasFiles || Objects.equals(start, job.base)) {
            sendNow(flight, start, List.of());
            return;
        }
        var commit = Objects.requireNonNull(start);
        repositories.export(
                job,
                commit,
                export -> {
                    switch (export) {
                        case Outcome.Done(var bundle) ->
                                bundle.ifPresentOrElse(
                                        file -> upload(flight, commit, file),
                                        () -> sendNow(flight, commit, List.of()));
                        case Outcome.Failed(var failure) -> unsendable(flight, failure);
                    }
                });
    }

    private void upload(InFlightAttempt flight, String start, BundleFile bundle) {
        var reference = new BundleRef(bundle.sha256(), bundle.bytes());
        bundles.upload(flight.programmer.address(), bundle.sha256(), bundle.file())
                .onComplete(end ->
                        engine.execute(() ->
                                brought(
                                        flight,
                                        end,
                                        each -> sendNow(each, start, List.of(reference)))));
    }

    private void brought(
            InFlightAttempt flight, AsyncResult<Void> end, Consumer<InFlightAttempt> next) {
        if (end.succeeded()) {
            next.accept(flight);
        } else {
            notBrought(flight, end.cause());
        }
    }

    /**
     * A programmer that was not reached never had anything and costs nothing. One that does not
     * take the bundle may not take it the next time either: that counts.
     */
    private void notBrought(InFlightAttempt flight, Throwable cause) {
        if (cause instanceof BundleClient.Unreached && flight.isRepeated) {
            attach(flight);
        } else if (cause instanceof BundleClient.Unreached) {
            outcomes.unreachable(flight);
        } else {
            var message =
                    flight.programmer.id()
                            + " could not be brought the commit to start from: "
                            + cause.getMessage();
            unsendable(flight, Failure.of(FailureReason.REFUSED, message));
        }
    }

    /** What an earlier owner of the job may have sent is not over because we cannot send it. */
    private void unsendable(InFlightAttempt flight, Failure failure) {
        if (flight.isRepeated) {
            attach(flight);
        } else {
            outcomes.unsendable(flight, failure);
        }
    }

    private void sendNow(InFlightAttempt flight, @Nullable String start, List<BundleRef> bundles) {
        // Without a lease the job may be another manager's, and programmers may not know yet: who
        // holds it sends what we did not.
        if (flight.job.isAbandoned || !mayDispatch.getAsBoolean()) {
            return;
        }
        if (flight.isCancelled) {
            var cancelled =
                    Failure.of(FailureReason.CANCELLED, "Cancelled before its order was sent.");
            unsendable(flight, cancelled);
            return;
        }
        var acknowledged = acknowledgements.take(flight.programmer.address());
        var follower = follower(flight, order(flight, start, bundles, acknowledged));
        if (flight.isRepeated) {
            follower.sendAgain();
        } else {
            follower.send();
        }
    }

    private AttemptFollower follower(InFlightAttempt flight, Order order) {
        var follower = new AttemptFollower(flight, order, client, engine, ticker, outcomes);
        flight.follower = follower;
        return follower;
    }

    private Order order(
            InFlightAttempt flight,
            @Nullable String start,
            List<BundleRef> bundles,
            List<AttemptId> acknowledged) {
        var job = flight.job;
        var facts = job.facts;
        var source =
                Optional.ofNullable(start)
                        .map(commit ->
                                new Source(
                                        Objects.requireNonNull(facts.files().repository()),
                                        facts.files().ref() == null ? "HEAD" : facts.files().ref(),
                                        Objects.requireNonNull(job.base),
                                        commit,
                                        bundles))
                        .orElse(null);
        var last = flight.work.lastFailure;
        var feedback = last == null ? null : last.reason() + ": " + last.message();
        var spec = flight.work.spec;
        return new Order(
                flight.id,
                new Order.Sender(facts.fence(), flight.programmer.epoch(), manager),
                new Order.Task(
                        spec.title(),
                        spec.goal(),
                        spec.executor(),
                        spec.checks(),
                        spec.files(),
                        spec.limits()),
                source,
                feedback,
                acknowledged);
    }
}
