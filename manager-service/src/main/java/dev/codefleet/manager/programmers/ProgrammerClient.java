package dev.codefleet.manager.programmers;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Client of the programmers' endpoints about attempts. None blocks; answers come on the event loop.
 */
public final class ProgrammerClient {
    private static final int STREAMS_PER_PROGRAMMER = 1_024;

    /** A stream has a beat every 2 s: three missed ones mean that it is broken. */
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(6);

    private static final String JSON = "application/json";

    private final HttpClient streams;
    private final ProgrammerCalls calls;

    public ProgrammerClient(Vertx vertx, ProgrammerCalls calls) {
        this(vertx, calls, STREAM_SILENCE);
    }

    public ProgrammerClient(Vertx vertx, ProgrammerCalls calls, Duration streamSilence) {
        this.calls = calls;
        this.streams =
                vertx.createHttpClient(
                        ProgrammerCalls.connecting(streamSilence),
                        new PoolOptions().setHttp1MaxSize(STREAMS_PER_PROGRAMMER));
    }

    /** Sends an order; the answer is the attempt's stream, or a refusal. */
    public void order(ProgrammerAddress to, Order order, StreamReader reader) {
        var options =
                ProgrammerCalls.options(HttpMethod.POST, to, "/v1/attempts")
                        .putHeader("content-type", JSON);
        stream(to, options, Buffer.buffer(Json.bytes(order)), reader);
    }

    /** Follows an attempt again, from the event after {@code lastEvent}. */
    public void attach(
            ProgrammerAddress to, AttemptId attempt, long lastEvent, StreamReader reader) {
        var options =
                ProgrammerCalls.options(HttpMethod.GET, to, "/v1/attempts/" + attempt + "/events")
                        .putHeader("last-event-id", Long.toString(lastEvent));
        stream(to, options, Buffer.buffer(), reader);
    }

    /**
     * Stops an attempt; true once the programmer has taken it, false if it does not know it and
     * refuses its order from now on. Fails if it says anything else.
     */
    public Future<Boolean> cancel(ProgrammerAddress to, AttemptId attempt) {
        return calls.call(HttpMethod.POST, to, "/v1/attempts/" + attempt + "/cancel")
                .compose(response ->
                        switch (response.statusCode()) {
                            case 202 -> Future.succeededFuture(true);
                            case 404 -> Future.succeededFuture(false);
                            default ->
                                    Future.failedFuture(
                                            "asked to cancel, the programmer answered "
                                                    + response.statusCode());
                        });
    }

    /** Tells which attempts' beats have come; nobody waits for an answer. */
    public Future<Void> following(ProgrammerAddress to, Following following) {
        var options =
                ProgrammerCalls.options(HttpMethod.POST, to, "/v1/attempts/followed")
                        .putHeader("content-type", JSON);
        return calls.exchange(
                to,
                options,
                request -> request.send(Buffer.buffer(Json.bytes(following))),
                HttpClientResponse::end);
    }

    /** Lets the programmer forget a report that is safe now. */
    public Future<Void> acknowledge(ProgrammerAddress to, AttemptId attempt) {
        return calls.call(HttpMethod.DELETE, to, "/v1/attempts/" + attempt).mapEmpty();
    }

    /** Attempts whose reports the programmer keeps until they are acknowledged. */
    public Future<List<AttemptId>> kept(ProgrammerAddress to) {
        return calls.exchange(
                to,
                ProgrammerCalls.options(HttpMethod.GET, to, "/v1/attempts"),
                HttpClientRequest::send,
                response -> response.body().map(ProgrammerClient::kept));
    }

    private static List<AttemptId> kept(Buffer body) {
        try {
            return Stream.of(Json.mapper().readValue(body.getBytes(), KeptAttempt[].class))
                    .filter(one -> one.state() != AttemptState.RUNNING)
                    .map(KeptAttempt::attempt)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what a programmer says of an attempt, what matters here. */
    private record KeptAttempt(AttemptId attempt, AttemptState state) {}

    /** Whether the programmer can be reached at all. */
    Future<Boolean> probe(ProgrammerAddress to) {
        return calls.call(HttpMethod.GET, to, "/q/health/live")
                .map(response -> response.statusCode() == 200);
    }

    private void stream(
            ProgrammerAddress to, RequestOptions options, Buffer body, StreamReader reader) {
        options.putHeader("accept", Sse.MEDIA_TYPE + ", application/problem+json")
                .setTimeout(ProgrammerCalls.CONNECT_TIMEOUT.toMillis())
                .setIdleTimeout(STREAM_SILENCE.toMillis());
        stream(
                to,
                options,
                body,
                reader,
                answer -> {
                    if (answer.succeeded() && calls.mayGoAgain(to, options, answer.result())) {
                        answer.result()
                                .body()
                                .onComplete(
                                        _ -> stream(to, options, body, reader, reader::answered));
                    } else {
                        reader.answered(answer);
                    }
                });
    }

    private void stream(
            ProgrammerAddress to,
            RequestOptions options,
            Buffer body,
            StreamReader reader,
            Handler<AsyncResult<HttpClientResponse>> answered) {
        calls.prove(to, options);
        streams.request(options)
                .onComplete(connected -> {
                    if (connected.succeeded()) {
                        connected.result().send(body).onComplete(answered);
                    } else {
                        reader.unreachable(connected.cause());
                    }
                });
    }
}
