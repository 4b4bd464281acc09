package dev.codefleet.manager.programmers;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import io.vertx.core.Future;
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
    public void order(String url, Order order, StreamReader reader) {
        var options =
                ProgrammerCalls.options(HttpMethod.POST, url + "/v1/attempts")
                        .putHeader("content-type", JSON);
        stream(options, Buffer.buffer(Json.bytes(order)), reader);
    }

    /** Follows an attempt again, from the event after {@code lastEvent}. */
    public void attach(String url, AttemptId attempt, long lastEvent, StreamReader reader) {
        var options =
                ProgrammerCalls.options(HttpMethod.GET, url + "/v1/attempts/" + attempt + "/events")
                        .putHeader("last-event-id", Long.toString(lastEvent));
        stream(options, Buffer.buffer(), reader);
    }

    /**
     * Stops an attempt; true once the programmer has taken it, false if it does not know it and
     * refuses its order from now on. Fails if it says anything else.
     */
    public Future<Boolean> cancel(String url, AttemptId attempt) {
        return calls.call(HttpMethod.POST, url + "/v1/attempts/" + attempt + "/cancel")
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
    public Future<Void> following(String url, Following following) {
        var options =
                ProgrammerCalls.options(HttpMethod.POST, url + "/v1/attempts/followed")
                        .putHeader("content-type", JSON);
        return calls.exchange(
                options,
                request -> request.send(Buffer.buffer(Json.bytes(following))),
                HttpClientResponse::end);
    }

    /** Lets the programmer forget a report that is safe now. */
    public Future<Void> acknowledge(String url, AttemptId attempt) {
        return calls.call(HttpMethod.DELETE, url + "/v1/attempts/" + attempt).mapEmpty();
    }

    /** Attempts whose reports the programmer keeps until they are acknowledged. */
    public Future<List<AttemptId>> kept(String url) {
        return calls.exchange(
                ProgrammerCalls.options(HttpMethod.GET, url + "/v1/attempts"),
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
    Future<Boolean> probe(String url) {
        return calls.call(HttpMethod.GET, url + "/q/health/live")
                .map(response -> response.statusCode() == 200);
    }

    private void stream(RequestOptions options, Buffer body, StreamReader reader) {
        options.putHeader("accept", Sse.MEDIA_TYPE + ", application/problem+json");
        streams.request(
                        options.setTimeout(ProgrammerCalls.CONNECT_TIMEOUT.toMillis())
                                .setIdleTimeout(STREAM_SILENCE.toMillis()))
                .onComplete(connected -> {
                    if (connected.succeeded()) {
                        connected.result().send(body).onComplete(reader::answered);
                    } else {
                        reader.unreachable(connected.cause());
                    }
                });
    }
}
