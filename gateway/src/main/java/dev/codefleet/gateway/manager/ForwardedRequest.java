package dev.codefleet.gateway.manager;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.manager.ForwardMetrics.Outcome;
import dev.codefleet.gateway.manager.ForwardMetrics.Retry;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import dev.codefleet.gateway.manager.choice.ManagerFailover;
import dev.codefleet.support.Json;
import dev.codefleet.web.ProblemException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client while it is forwarded: to a manager, to further ones where need be, and
 * the answer back.
 */
final class ForwardedRequest {
    private static final int MISDIRECTED = 421;
    private static final int UNAVAILABLE = 503;
    private static final int MAX_PROBLEM_BYTES = 64 * 1024;

    private final ManagerRequest call;
    private final ManagerFailover tries;
    private final HttpServerResponse client;
    private final Managers managers;
    private final ManagerClient sender;
    private final ForwardMetrics meters;
    private final NoManager noManager;

    // All on the client connection's event loop.
    private @Nullable HttpClientRequest underway;
    private boolean isAbandoned;

    ForwardedRequest(
            ManagerRequest call,
            ManagerFailover tries,
            HttpServerResponse client,
            Managers managers,
            ManagerClient sender,
            ForwardMetrics meters,
            NoManager noManager) {
        this.call = call;
        this.tries = tries;
        this.client = client;
        this.managers = managers;
        this.sender = sender;
        this.meters = meters;
        this.noManager = noManager;
    }

    /**
     * Completes when the client has its answer, or lost its connection on the way. Fails with a
     * {@link ProblemException}, before anything was written, if no manager answered.
     */
    Future<@Nullable Void> run() {
        return firstAnswer()
                .compose(this::askOwner)
                .onFailure(this::countFailure)
                .compose(this::relay)
                .onComplete(_ -> underway = null);
    }

    /** The client went away: whatever is underway ends. */
    void abandon() {
        isAbandoned = true;
        if (underway != null) {
            underway.reset();
        }
    }

    private Future<HttpClientResponse> firstAnswer() {
        return tries.next()
                .map(manager -> send(manager).transform(answer -> considered(manager, answer)))
                .orElseGet(() -> Future.failedFuture(noManager.answered(tries.failures())));
    }

    private Future<HttpClientResponse> send(ManagerAddress manager) {
        return sender.send(manager, call, this::hold);
    }

    private void hold(HttpClientRequest request) {
        underway = request;
        if (isAbandoned) {
            request.reset();
        }
    }

    private Future<HttpClientResponse> considered(
            ManagerAddress manager, AsyncResult<HttpClientResponse> answer) {
        if (isAbandoned) {
            return Future.failedFuture(new HttpClosedException("the client went away"));
        }
        if (answer.succeeded() && answer.result().statusCode() != UNAVAILABLE) {
            return Future.succeededFuture(answer.result());
        }
        if (answer.succeeded()) {
            BoundedBody.discard(answer.result());
            tries.unavailable(manager);
            meters.count(Retry.UNAVAILABLE);
        } else {
            if (answer.cause() instanceof TimeoutException) {
                tries.timedOut(manager);
            } else {
                tries.connectionFailed(manager);
            }
            meters.count(Retry.NO_ANSWER);
        }
        return firstAnswer();
    }

    /**
     * Sends the request once more, to the job's owner, if that is what the manager's answer says.
     */
    private Future<HttpClientResponse> askOwner(HttpClientResponse answer) {
        if (answer.statusCode() != MISDIRECTED) {
            return Future.succeededFuture(answer);
        }
        meters.count(Retry.NOT_OWNER);
        return BoundedBody.read(answer, MAX_PROBLEM_BYTES)
                .map(ForwardedRequest::ownerIn)
                .otherwise(_ -> Optional.empty())
                .compose(owner -> askOwner(owner.orElse("of an unknown name")));
    }

    private Future<HttpClientResponse> askOwner(String owner) {
        var refusal = noManager.thatOwnsTheJob(owner);
        return managers.find(owner)
                .map(this::send)
                .orElseGet(() -> Future.failedFuture(refusal))
                .recover(_ -> Future.failedFuture(refusal))
                .compose(answer -> ownersAnswer(answer, refusal));
    }

    private static Future<HttpClientResponse> ownersAnswer(
            HttpClientResponse answer, ProblemException refusal) {
        if (answer.statusCode() == MISDIRECTED || answer.statusCode() == UNAVAILABLE) {
            // The job is changing hands right now.
            BoundedBody.discard(answer);
            return Future.failedFuture(refusal);
        }
        return Future.succeededFuture(answer);
    }

    private static Optional<String> ownerIn(Buffer body) {
        try {
            var problem = Json.mapper().readValue(body.getBytes(), Problem.class);
            return Optional.ofNullable(problem.owner());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Future<@Nullable Void> relay(HttpClientResponse answer) {
        client.setStatusCode(answer.statusCode());
        Headers.toClient(answer.headers(), client.headers());
        if (isWithoutBody(answer)) {
            BoundedBody.discard(answer);
            meters.count(Outcome.ofStatus(answer.statusCode()));
            return client.end();
        }
        if (!client.headers().contains("content-length")) {
            client.setChunked(true);
        }
        return answer.pipe().endOnFailure(false).to(client).transform(end -> ended(answer, end));
    }

    private boolean isWithoutBody(HttpClientResponse answer) {
        var status = answer.statusCode();
        return call.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
    }

    private Future<@Nullable Void> ended(HttpClientResponse answer, AsyncResult<Void> end) {
        if (end.succeeded()) {
            meters.count(Outcome.ofStatus(answer.statusCode()));
        } else {
            meters.count(isAbandoned ? Outcome.ABANDONED : Outcome.BROKEN);
            answer.request().reset();
            client.reset();
        }
        return Future.succeededFuture();
    }

    private void countFailure(Throwable cause) {
        meters.count(isAbandoned ? Outcome.ABANDONED : Outcome.UNAVAILABLE);
    }
}
