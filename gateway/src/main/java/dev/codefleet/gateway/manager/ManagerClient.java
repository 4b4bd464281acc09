package dev.codefleet.gateway.manager;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.manager.choice.ManagerAddress;
import dev.codefleet.identity.AgentName;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.Ticker;
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
import java.io.IOException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Sends requests to managers. */
@Singleton
@Startup // outside of the HTTP server, whose end would close the client
class ManagerClient {
    private static final Logger LOG = Logger.getLogger(ManagerClient.class);

    private final Vertx vertx;
    private final PeerProofs proofs;
    private final RareLog refusals;
    private final HttpClient calls;
    private final HttpClient streams;

    ManagerClient(Vertx vertx, GatewayConfig config, PeerProofs proofs, Ticker ticker) {
        this.vertx = vertx;
        this.proofs = proofs;
        this.refusals = new RareLog(LOG, ticker);
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
     * cause, and if the manager does not take this gateway for one: that is not the client's.
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
        var callee = new AgentName(AgentKind.MANAGER, manager.id());
        return send(options, callee, call, underway)
                .compose(answer -> {
                    if (!proofs.mayGoAgain(options, answer, callee)) {
                        return Future.succeededFuture(answer);
                    }
                    BoundedBody.discard(answer);
                    return send(options, callee, call, underway);
                })
                .compose(answer ->
                        PeerProofs.isRefused(answer)
                                ? refused(manager, answer)
                                : Future.succeededFuture(answer));
    }

    private Future<HttpClientResponse> refused(ManagerAddress manager, HttpClientResponse answer) {
        BoundedBody.discard(answer);
        refusals.tell("A manager does not take this gateway for one", manager.id().value());
        return Future.failedFuture(new IOException(manager.id() + " refuses this gateway"));
    }

    private Future<HttpClientResponse> send(
            RequestOptions options,
            AgentName callee,
            ManagerRequest call,
            Consumer<HttpClientRequest> underway) {
        proofs.addTo(options, callee);
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
