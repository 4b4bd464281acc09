package dev.codefleet.manager.programmers;

import dev.codefleet.registryclient.PeerProofs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls to programmers with one answer each. None blocks; answers come on the event loop. */
public final class ProgrammerCalls {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final int CALLS_PER_PROGRAMMER = 16;

    /** In the middle of a bundle, either way. */
    private static final Duration CALL_SILENCE = Duration.ofSeconds(30);

    private final PeerProofs proofs;
    private final HttpClient calls;

    /**
     * @param proofs of this manager: programmers take no orders from anybody else
     */
    public ProgrammerCalls(Vertx vertx, PeerProofs proofs) {
        this.proofs = proofs;
        this.calls =
                vertx.createHttpClient(
                        connecting(CALL_SILENCE),
                        new PoolOptions().setHttp1MaxSize(CALLS_PER_PROGRAMMER));
    }

    /**
     * How to connect to programmers.
     *
     * @param silence after which a connection in use is closed. The time-outs of requests are over
     *     once an answer has begun, and a programmer whose machine is gone never closes anything.
     *     What is sent counts too, or a connection taken from the pool could end at once
     */
    static HttpClientOptions connecting(Duration silence) {
        return new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) silence.toMillis())
                .setKeepAlive(true)
                .setTcpNoDelay(true);
    }

    /** A request that may take as long as most may. */
    static RequestOptions options(HttpMethod method, ProgrammerAddress to, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(to.url() + path)
                .setTimeout(CALL_TIMEOUT.toMillis());
    }

    /** Calls, and reads the answer to its end. */
    Future<HttpClientResponse> call(HttpMethod method, ProgrammerAddress to, String path) {
        return exchange(
                to,
                options(method, to, path),
                HttpClientRequest::send,
                response -> response.body().map(_ -> response));
    }

    /**
     * Sends a request and reads its answer; sends it again where the clocks differ. The reading is
     * prepared on the event loop before the answer can come: a thread of ours may be too late, and
     * a body that has passed never comes.
     */
    <T> Future<T> exchange(
            ProgrammerAddress to,
            RequestOptions options,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            Function<HttpClientResponse, Future<T>> read) {
        return exchangeOnce(
                to,
                options,
                send,
                response ->
                        mayGoAgain(to, options, response)
                                ? response.body()
                                        .compose(_ -> exchangeOnce(to, options, send, read))
                                : read.apply(response));
    }

    /** As {@link #exchange}, for what can be sent once. */
    <T> Future<T> exchangeOnce(
            ProgrammerAddress to,
            RequestOptions options,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            Function<HttpClientResponse, Future<T>> read) {
        prove(to, options);
        return calls.request(options).compose(request -> send.apply(request).compose(read));
    }

    /** Adds who calls. */
    void prove(ProgrammerAddress to, RequestOptions options) {
        proofs.addTo(options, to.name());
    }

    /** Whether an answer refuses for the clocks alone, which now go together. */
    boolean mayGoAgain(ProgrammerAddress to, RequestOptions request, HttpClientResponse answer) {
        return proofs.mayGoAgain(request, answer, to.name());
    }
}
