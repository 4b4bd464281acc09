package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.web.Json;
import dev.codefleet.web.Sse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** All calls from a manager to programmers. None blocks; answers come on the event loop. */
final class ProgrammerClient {
    /** The largest bundle that is taken from a programmer. */
    static final long MAX_BUNDLE_BYTES = 128L << 20;

    private static final int STREAMS_PER_PROGRAMMER = 1_024;
    private static final int CALLS_PER_PROGRAMMER = 16;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** A repository of 256 MiB has some four minutes to arrive. */
    private static final long LEAST_BYTES_PER_MS = 1_000;

    /** A stream has a beat every 2 s: three missed ones mean that it is broken. */
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(6);

    /** In the middle of a bundle, either way. */
    private static final Duration CALL_SILENCE = Duration.ofSeconds(30);

    private static final String JSON = "application/json";

    /** There was no answer to a question that changes nothing: nothing was sent yet. */
    static final class Unreached extends IOException {
        private static final long serialVersionUID = 1L;

        Unreached(Throwable cause) {
            super(cause);
        }
    }

    private final Vertx vertx;
    private final HttpClient streams;
    private final HttpClient calls;

    ProgrammerClient(Vertx vertx) {
        this(vertx, STREAM_SILENCE);
    }

    ProgrammerClient(Vertx vertx, Duration streamSilence) {
        this.vertx = vertx;
        this.streams =
                vertx.createHttpClient(
                        options(streamSilence),
                        new PoolOptions().setHttp1MaxSize(STREAMS_PER_PROGRAMMER));
        this.calls =
                vertx.createHttpClient(
                        options(CALL_SILENCE),
                        new PoolOptions().setHttp1MaxSize(CALLS_PER_PROGRAMMER));
    }

    /**
     * @param silence after which a connection in use is closed. The time-outs of requests are over
     *     once an answer has begun, and a programmer whose machine is gone never closes anything.
     *     What is sent counts too, or a connection taken from the pool could end at once
     */
    private static HttpClientOptions options(Duration silence) {
        return new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) silence.toMillis())
                .setKeepAlive(true)
                .setTcpNoDelay(true);
    }

    /** Sends an order; the answer is the attempt's stream, or a refusal. */
    void order(String url, Order order, StreamReader reader) {
        var options =
                options(HttpMethod.POST, url + "/v1/attempts").putHeader("content-type", JSON);
        stream(options, Buffer.buffer(Json.bytes(order)), reader);
    }

    /** Follows an attempt again, from the event after {@code lastEvent}. */
    void attach(String url, AttemptId attempt, long lastEvent, StreamReader reader) {
        var options =
                options(HttpMethod.GET, url + "/v1/attempts/" + attempt + "/events")
                        .putHeader("last-event-id", Long.toString(lastEvent));
        stream(options, Buffer.buffer(), reader);
    }

    /**
     * Stops an attempt; true once the programmer has taken it, false if it does not know it and
     * refuses its order from now on. Fails if it says anything else.
     */
    Future<Boolean> cancel(String url, AttemptId attempt) {
        return call(HttpMethod.POST, url + "/v1/attempts/" + attempt + "/cancel")
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
    Future<Void> following(String url, Following following) {
        var options =
                options(HttpMethod.POST, url + "/v1/attempts/followed")
                        .putHeader("content-type", JSON);
        return exchange(
                options,
                request -> request.send(Buffer.buffer(Json.bytes(following))),
                HttpClientResponse::end);
    }

    /** Lets the programmer forget a report that is safe now. */
    Future<Void> acknowledge(String url, AttemptId attempt) {
        return call(HttpMethod.DELETE, url + "/v1/attempts/" + attempt).mapEmpty();
    }

    /** Attempts whose reports the programmer keeps until they are acknowledged. */
    Future<List<AttemptId>> kept(String url) {
        return exchange(
                options(HttpMethod.GET, url + "/v1/attempts"),
                HttpClientRequest::send,
                response -> response.body().map(ProgrammerClient::kept));
    }

    private static List<AttemptId> kept(Buffer body) {
        try {
            return Stream.of(Json.mapper().readValue(body.getBytes(), Kept[].class))
                    .filter(one -> one.state() != AttemptState.RUNNING)
                    .map(Kept::attempt)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what a programmer says of an attempt, what matters here. */
    private record Kept(AttemptId attempt, AttemptState state) {}

    /** Whether the programmer can be reached at all. */
    Future<Boolean> probe(String url) {
        return call(HttpMethod.GET, url + "/q/health/live")
                .map(response -> response.statusCode() == 200);
    }

    /** The programmer does not have what it announced. */
    static final class NotThere extends IOException {
        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }
    }

    /**
     * An attempt's bundle, of at most {@link #MAX_BUNDLE_BYTES}. Fails unless the programmer hands
     * it out in the announced size: with {@link NotThere} if it never will.
     */
    Future<byte[]> bundle(String url, AttemptId attempt, BundleRef bundle) {
        if (bundle.bytes() > MAX_BUNDLE_BYTES) {
            return Future.failedFuture(new NotThere("the bundle is larger than it may be"));
        }
        return exchange(
                options(HttpMethod.GET, url + "/v1/attempts/" + attempt + "/bundle"),
                HttpClientRequest::send,
                response ->
                        isWhole(response, bundle)
                                ? response.body().map(Buffer::getBytes)
                                : Future.failedFuture(notWhole(response)));
    }

    private static boolean isWhole(HttpClientResponse response, BundleRef bundle) {
        return response.statusCode() == 200
                && Long.toString(bundle.bytes())
                        .equals(response.getHeader(HttpHeaders.CONTENT_LENGTH));
    }

    private static IOException notWhole(HttpClientResponse response) {
        var message = "asked for the bundle, the programmer answered " + response.statusCode();
        boolean mayBeLater = response.statusCode() >= 500;
        return mayBeLater ? new IOException(message) : new NotThere(message);
    }

    /**
     * Brings a bundle to a programmer, unless it has it. Fails with {@link Unreached} if it could
     * not be asked whether it has, and with what it answered if it does not take the bundle.
     */
    Future<Void> upload(String url, String sha256, Path file) {
        var address = url + "/v1/bundles/" + sha256;
        return call(HttpMethod.HEAD, address)
                .recover(cause -> Future.failedFuture(new Unreached(cause)))
                .compose(response ->
                        response.statusCode() == 200
                                ? Future.succeededFuture()
                                : put(address, file));
    }

    private Future<Void> put(String address, Path file) {
        return vertx.fileSystem()
                .open(
                        file.toString(),
                        new OpenOptions().setRead(true).setWrite(false).setCreate(false))
                .compose(content -> put(address, content).eventually(() -> content.close()));
    }

    /** Sends the content, which stays open: a request reads it but does not close it. */
    private Future<Void> put(String address, AsyncFile content) {
        var bytes = content.sizeBlocking();
        var options =
                options(HttpMethod.PUT, address)
                        .setTimeout(CALL_TIMEOUT.toMillis() + bytes / LEAST_BYTES_PER_MS)
                        .putHeader("content-type", "application/octet-stream")
                        .putHeader("content-length", Long.toString(bytes));
        return exchange(
                options,
                request -> request.send(content),
                response ->
                        response.statusCode() / 100 == 2
                                ? response.end()
                                : Future.failedFuture(
                                        "asked to take a bundle, the programmer answered "
                                                + response.statusCode()));
    }

    private Future<HttpClientResponse> call(HttpMethod method, String address) {
        return exchange(
                options(method, address),
                HttpClientRequest::send,
                response -> response.body().map(ignored -> response));
    }

    /**
     * Sends a request and reads its answer. The reading is prepared on the event loop before the
     * answer can come: a thread of ours may be too late, and a body that has passed never comes.
     */
    private <T> Future<T> exchange(
            RequestOptions options,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            Function<HttpClientResponse, Future<T>> read) {
        return calls.request(options).compose(request -> send.apply(request).compose(read));
    }

    private void stream(RequestOptions options, Buffer body, StreamReader reader) {
        options.putHeader("accept", Sse.MEDIA_TYPE + ", application/problem+json");
        streams.request(
                        options.setTimeout(CONNECT_TIMEOUT.toMillis())
                                .setIdleTimeout(STREAM_SILENCE.toMillis()))
                .onFailure(reader::unreachable)
                .onSuccess(request ->
                        request.send(body).onFailure(reader::broken).onSuccess(reader::answered));
    }

    private static RequestOptions options(HttpMethod method, String address) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address)
                .setTimeout(CALL_TIMEOUT.toMillis());
    }
}
