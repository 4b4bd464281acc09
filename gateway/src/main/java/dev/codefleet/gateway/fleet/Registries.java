package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView.Member;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.web.Ticker;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configured registries and whether they answer. However many ask, each is probed about once a
 * second.
 */
@Singleton
@Startup // outside of the HTTP server, whose end would close the client
class Registries {
    private static final int OK = 200;

    private final List<String> urls;
    private final Duration timeout;
    private final Duration maxAge;
    private final Ticker ticker;
    private final HttpClient client;

    // Guarded by this.
    private @Nullable Future<List<Member>> newest;
    private long probedAtNanos;

    Registries(AnnouncerConfig announcer, GatewayConfig config, Ticker ticker, Vertx vertx) {
        urls = announcer.registries();
        timeout = config.probeTimeout();
        maxAge = config.probeAge();
        this.ticker = ticker;
        var connectMs = (int) config.connectTimeout().toMillis();
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(connectMs));
    }

    /** Never fails. */
    synchronized Future<List<Member>> members() {
        var now = ticker.nanos();
        var isFresh = now - probedAtNanos < maxAge.toNanos();
        if (newest == null || (newest.isComplete() && !isFresh)) {
            probedAtNanos = now;
            newest =
                    Future.all(urls.stream().map(this::probed).toList())
                            .map(members -> members.<Member>list());
        }
        return newest;
    }

    private Future<Member> probed(String url) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(url + "/q/health/live")
                        .setTimeout(timeout.toMillis());
        return client.request(options)
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.body().map(body -> answer.statusCode()))
                .map(status -> status == OK ? null : "its health check answers " + status)
                .otherwise("does not answer")
                .map(fault -> member(url, fault));
    }

    private static Member member(String url, @Nullable String fault) {
        return new Member(
                "registry",
                nameOf(url),
                null,
                url,
                fault == null ? AgentState.IDLE : AgentState.FAILED,
                fault == null ? Liveness.ALIVE : Liveness.LOST,
                fault,
                List.of(),
                null,
                null,
                null,
                null);
    }

    /**
     * Registries are in no directory; they are called as agents without a name of their own are.
     */
    private static String nameOf(String url) {
        return "registry-" + URI.create(url).getPort();
    }
}
