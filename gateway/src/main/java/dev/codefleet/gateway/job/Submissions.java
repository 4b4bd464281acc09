package dev.codefleet.gateway.job;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.access.IdempotencyKey;
import dev.codefleet.gateway.access.Quota;
import dev.codefleet.gateway.access.UnavailableRefusals;
import dev.codefleet.gateway.manager.ForwardedBody;
import dev.codefleet.gateway.manager.Forwarder;
import dev.codefleet.web.IdSource;
import dev.codefleet.web.JsonProblems;
import dev.codefleet.web.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes submissions in and hands them to a manager of their lane. */
@ApplicationScoped
class Submissions {
    private final GatewayConfig config;
    private final Vertx vertx;
    private final Forwarder forwarder;
    private final IdSource ids;
    private final UnavailableRefusals unavailable;
    private final Quota inProgress;
    private final Quota spooledBytes;

    Submissions(
            GatewayConfig config,
            Vertx vertx,
            Forwarder forwarder,
            IdSource ids,
            UnavailableRefusals unavailable) {
        this.config = config;
        this.vertx = vertx;
        this.forwarder = forwarder;
        this.ids = ids;
        this.unavailable = unavailable;
        this.inProgress = new Quota(config.maxSubmissions());
        this.spooledBytes = new Quota(config.maxSpooledBytes());
    }

    /**
     * Reads the client's body, checks it, and has a manager answer.
     *
     * @throws ProblemException if there is no need to read the body
     */
    Uni<@Nullable Void> submit(RoutingContext client) {
        var key = keyOf(client);
        return taken(
                client,
                body ->
                        uni(checked(body))
                                .flatMap(checked ->
                                        forwarder.submit(
                                                client, checked.lane(), key, checked.body())));
    }

    /**
     * Reads the client's body, which may be none, and has a manager answer; the body is the
     * manager's to judge.
     *
     * @throws ProblemException if there is no need to read the body
     */
    Uni<@Nullable Void> resume(RoutingContext client, String path) {
        return taken(
                client,
                body ->
                        body instanceof ForwardedBody.InMemory(var bytes) && bytes.length() == 0
                                ? forwarder.call(client, path)
                                : forwarder.call(client, path, body));
    }

    private Uni<@Nullable Void> taken(
            RoutingContext client, Function<ForwardedBody, Uni<@Nullable Void>> answer) {
        if (!inProgress.tryTake(1)) {
            throw unavailable.because(
                    "TOO_MANY_SUBMISSIONS",
                    "Too many submissions",
                    "The gateway's limit of "
                            + inProgress.limit()
                            + " submissions in progress is reached.");
        }
        var bounds = BodyIntake.Bounds.ofSubmission(config);
        var intake = new BodyIntake(client.request(), vertx, bounds, spooledBytes, unavailable);
        return uni(intake.read())
                .flatMap(answer::apply)
                .onTermination()
                .invoke(() -> {
                    intake.discard();
                    inProgress.giveBack(1);
                });
    }

    private record Checked(ForwardedBody body, Lane lane) {}

    /**
     * The client's key; or one of ours, so that the managers tell a second try from a second job
     * also then.
     */
    private IdempotencyKey keyOf(RoutingContext client) {
        var given = client.request().getHeader(IdempotencyKey.HEADER);
        return new IdempotencyKey(given == null ? ids.next() : given);
    }

    private Future<Checked> checked(ForwardedBody body) {
        return laneOf(body)
                .compose(reading ->
                        switch (reading) {
                            case LaneReading.Found(var lane) ->
                                    Future.succeededFuture(new Checked(body, lane));
                            case LaneReading.Malformed(var cause) ->
                                    refused(JsonProblems.of(cause));
                            case LaneReading.NotAnObject() -> refused(notAnObject());
                            case LaneReading.Unknown unknown -> refused(laneOf(unknown));
                        });
    }

    private Future<LaneReading> laneOf(ForwardedBody body) {
        return switch (body) {
            case ForwardedBody.None() -> Future.succeededFuture(new LaneReading.NotAnObject());
            case ForwardedBody.InMemory(var bytes) ->
                    Future.future(promise -> {
                        try {
                            var stream = new ByteArrayInputStream(bytes.getBytes());
                            promise.complete(LaneReading.of(stream));
                        } catch (java.io.IOException e) {
                            promise.fail(e);
                        }
                    });
            case ForwardedBody.InFile(var file, var bytes) ->
                    vertx.executeBlocking(
                            () -> {
                                try (var stream = Files.newInputStream(file)) {
                                    return LaneReading.of(stream);
                                }
                            },
                            false);
        };
    }

    private static Problem notAnObject() {
        return Problem.of(
                400, "Malformed JSON", "MALFORMED_JSON", "The body must be one JSON object.");
    }

    private static Problem laneOf(LaneReading.Unknown unknown) {
        var expected = "one of " + String.join(", ", LaneReading.NAMES);
        var message = "unknown lane '" + shortened(unknown.written()) + "'";
        return Problem.of(
                400,
                "Unknown lane",
                "UNKNOWN_LANE",
                "lane: " + message + "; expected " + expected,
                List.of(new FieldError(unknown.line(), "lane", message, expected)));
    }

    private static String shortened(String text) {
        return text.length() <= 50 ? text : text.substring(0, 50) + "…";
    }

    private static <T> Future<T> refused(Problem problem) {
        return Future.failedFuture(new ProblemException(problem));
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom()
                .emitter(emitter -> future.onSuccess(emitter::complete).onFailure(emitter::fail));
    }
}
