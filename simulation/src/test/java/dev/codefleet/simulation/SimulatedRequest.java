package dev.codefleet.simulation;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client's request, from its connecting to the end of its answer. */
final class SimulatedRequest implements Connection.Client {
    private static final double REUSED = 0.7;
    private static final double REPEATED = 0.01;

    private final Life life;
    private final Network network;
    private final RequestOptions options;
    private final long connectNanos;
    private final long idleNanos;
    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final Promise<HttpClientResponse> answer = Promise.promise();
    private final Promise<Buffer> body = Promise.promise();
    private final Buffer read = Buffer.buffer();
    private @Nullable Connection connection;
    private Network.@Nullable Listener target;
    private int status;
    private boolean isEnded;
    private long heardAt;
    private Handler<Buffer> onChunk = read::appendBuffer;
    private Handler<@Nullable Void> onEnd = _ -> body.tryComplete(read);
    private Handler<Throwable> onBroken = body::tryFail;

    SimulatedRequest(Life life, Network network, HttpClientOptions client, RequestOptions options) {
        this.life = life;
        this.network = network;
        this.options = options;
        this.connectNanos =
                TimeUnit.MILLISECONDS.toNanos(
                        first(
                                options.getConnectTimeout(),
                                options.getTimeout(),
                                client.getConnectTimeout()));
        this.idleNanos =
                TimeUnit.MILLISECONDS.toNanos(
                        first(
                                options.getIdleTimeout(),
                                options.getTimeout(),
                                client.getReadIdleTimeout() * 1_000L));
        this.request = SimulatedVertx.proxy(HttpClientRequest.class, this::request);
        this.response = SimulatedVertx.proxy(HttpClientResponse.class, this::response);
    }

    /** The first that is set; 0 if none is. */
    private static long first(long... millis) {
        for (long each : millis) {
            if (each > 0) {
                return each;
            }
        }
        return 0;
    }

    Future<HttpClientRequest> connect() {
        var connected = Promise.<HttpClientRequest>promise();
        var address = "http://" + options.getHost();
        var listener = network.at(address);
        var there = options.getHost();
        boolean isReused =
                listener != null && listener.life().isAlive() && network.world().happens(REUSED);
        target = listener;
        long trip = network.delay(life.name(), there) + network.delay(there, life.name());
        if (isReused) {
            return Future.succeededFuture(request);
        }
        if (!network.isOpen(life.name(), there) || !network.isOpen(there, life.name())) {
            life.afterNanos(
                    connectNanos,
                    () ->
                            connected.tryFail(
                                    new ConnectTimeoutException("connection timed out: " + there)));
        } else {
            network.world()
                    .after(trip, () -> life.happen(() -> connected(connected, address, there)));
        }
        return connected.future();
    }

    private void connected(Promise<HttpClientRequest> connected, String address, String there) {
        target = network.at(address);
        if (target == null || !target.life().isAlive()) {
            connected.tryFail(new ConnectException("Connection refused: " + there));
        } else {
            connected.tryComplete(request);
        }
    }

    private Object request(String method, Object[] arguments) {
        return switch (method) {
            case "send" -> send(arguments == null ? Buffer.buffer() : (Buffer) arguments[0]);
            case "reset" -> {
                close();
                yield true;
            }
            default -> throw SimulatedVertx.unknown(method);
        };
    }

    private Future<HttpClientResponse> send(Buffer content) {
        var listener = target;
        if (listener == null) {
            return Future.failedFuture("not connected");
        }
        heardAt = life.nanos();
        watchSilence();
        var made = network.connect(life, listener.life(), this);
        connection = made;
        var call = call(content, made);
        boolean isRepeated = isPost() && network.world().happens(REPEATED);
        if (isRepeated && isOrder()) {
            // The same order is one order; that it comes again when it was refused, and meanwhile
            // sent elsewhere, is beyond what is promised.
            made.request(listener.server(), call, call(content, deaf(listener)));
        } else {
            made.request(listener.server(), call);
            if (isRepeated) {
                repeatLater(listener, content);
            }
        }
        return answer.future();
    }

    private void repeatLater(Network.Listener listener, Buffer content) {
        network.world()
                .after(
                        network.world().millis(0, 1_500),
                        () ->
                                life.happen(() -> {
                                    var again = deaf(listener);
                                    again.request(listener.server(), call(content, again));
                                }));
    }

    private boolean isPost() {
        return options.getMethod().name().equals("POST");
    }

    private boolean isOrder() {
        return options.getURI().equals("/v1/attempts");
    }

    private Connection deaf(Network.Listener listener) {
        return network.connect(life, listener.life(), new Deaf());
    }

    private Call call(Buffer content, Connection over) {
        return new Call(
                options.getMethod().name(), options.getURI(), headers(), content.getBytes(), over);
    }

    /** Of a request that was repeated by mistake. */
    private static final class Deaf implements Connection.Client {
        @Override
        public void answered(int status, byte[] content, boolean isEnd) {}

        @Override
        public void more(byte[] chunk) {}

        @Override
        public void ended() {}

        @Override
        public void broken(String why) {}
    }

    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        if (options.getHeaders() != null) {
            options.getHeaders()
                    .forEach(each ->
                            headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        }
        return headers;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object response(String method, Object[] arguments) {
        switch (method) {
            case "statusCode" -> {
                return status;
            }
            case "getHeader" -> {
                return null;
            }
            case "body" -> {
                return body.future();
            }
            case "request" -> {
                return request;
            }
            case "handler" -> onChunk = (Handler<Buffer>) arguments[0];
            case "endHandler" -> onEnd = (Handler<@Nullable Void>) arguments[0];
            case "exceptionHandler" -> onBroken = (Handler<Throwable>) arguments[0];
            default -> throw SimulatedVertx.unknown(method);
        }
        return response;
    }

    @Override
    public void answered(int code, byte[] content, boolean isEnd) {
        heardAt = life.nanos();
        status = code;
        isEnded = isEnd;
        answer.tryComplete(response);
        if (content.length > 0) {
            onChunk.handle(Buffer.buffer(content));
        }
        if (isEnd) {
            onEnd.handle(null);
        }
    }

    @Override
    public void more(byte[] chunk) {
        heardAt = life.nanos();
        onChunk.handle(Buffer.buffer(chunk));
    }

    @Override
    public void ended() {
        isEnded = true;
        onEnd.handle(null);
    }

    @Override
    public void broken(String why) {
        fail(new java.io.IOException(why));
    }

    private void watchSilence() {
        if (idleNanos > 0) {
            life.afterNanos(
                    Math.max(1_000, heardAt + idleNanos - life.nanos()),
                    () -> {
                        if (isEnded) {
                            return;
                        }
                        if (life.nanos() - heardAt < idleNanos) {
                            watchSilence();
                        } else {
                            close();
                            fail(new TimeoutException("nothing was heard"));
                        }
                    });
        }
    }

    private void fail(Throwable cause) {
        if (!isEnded) {
            isEnded = true;
            if (!answer.tryFail(cause)) {
                onBroken.handle(cause);
            }
        }
    }

    private void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
