package dev.codefleet.gateway.manager;

import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** Sends requests to managers. */
@Singleton
@Startup // outside of the HTTP server, whose end would close the client
class ManagerClient {
    private final Vertx vertx;
    private final HttpClient calls;
    private final HttpClient streams;

    ManagerClient(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        var options =
                new HttpClientOptions()
                        .setConnectTimeout((int) config.connectTimeout().toMillis())
                        .setReadIdleTimeout((int) config.maxSilence().toSeconds())
                        .setMaxWaitQueueSize(config.maxWaitingRequests());
        calls =
                vertx.createHttpClient(
                        options, new PoolOptions().setHttp1MaxSize(config.connectionsPerManager()));
        // Streams hold their connection for long: in one pool with the short calls they would
        // starve them.
        streams =
                vertx.createHttpClient(
                        options, new PoolOptions().setHttp1MaxSize(config.maxStreams()));
    }

    /**
     * The beginning of a manager's answer, paused. Fails if there is none in time, whatever the
     * cause.
     *
     * @param underway is given the request as soon as it can be reset
     */
    Future<HttpClientResponse> send(
            ManagerAddress manager, ManagerRequest call, Consumer<HttpClientRequest> underway) {
        var options =
                new RequestOptions()
                        .setMethod(call.method())
                        .setAbsoluteURI(manager.url() + call.uri())
                        .setTimeout(call.timeout().toMillis());
        return (call.isStream() ? streams : calls)
                .request(options)
                .compose(request -> {
                    underway.accept(request);
                    request.headers().addAll(call.headers());
                    return send(request, call.body()).map(HttpClientResponse::pause);
                });
    }

    private Future<HttpClientResponse> send(HttpClientRequest request, ForwardedBody body) {
        return switch (body) {
            case ForwardedBody.None() -> request.send();
            case ForwardedBody.InMemory(var bytes) -> request.send(bytes);
            case ForwardedBody.InFile(var file, var bytes) ->
                    vertx.fileSystem()
                            .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
                            .compose(opened -> {
                                request.putHeader("content-length", Long.toString(bytes));
                                return request.send(opened).onComplete(_ -> opened.close());
                            });
        };
    }
}
