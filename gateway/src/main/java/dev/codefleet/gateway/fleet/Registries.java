package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView.Load;
import dev.codefleet.contract.job.FleetView.Member;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.web.Ticker;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * The configured registries and whether they answer. However many ask, each is probed about once a
 * second.
 */
@Singleton
class Registries {
    private final List<String> urls;
    private final Duration timeout;
    private final Duration maxAge;
    private final Ticker ticker;
    private final RegistryClient client;

    // Guarded by this.
    private @Nullable Future<List<Member>> newest;
    private long probedAtNanos;

    Registries(
            AnnouncerConfig announcer,
            GatewayConfig config,
            Ticker ticker,
            @RestClient RegistryClient client) {
        urls = announcer.registries();
        timeout = config.probeTimeout();
        maxAge = config.probeAge();
        this.ticker = ticker;
        this.client = client;
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
        var answer = client.live(url).ifNoItem().after(timeout).fail();
        return Future.fromCompletionStage(answer.subscribeAsCompletionStage())
                .map(alive -> member(url, null, RegistryClient.versionIn(alive)))
                .otherwise(fault -> member(url, RegistryClient.wordsOf(fault), null));
    }

    private static Member member(String url, @Nullable String fault, @Nullable String version) {
        return new Member(
                "registry",
                nameOf(url),
                null,
                url,
                fault == null ? AgentState.IDLE : AgentState.FAILED,
                fault == null ? Liveness.ALIVE : Liveness.LOST,
                fault,
                List.of(),
                Load.NONE,
                version,
                null);
    }

    /**
     * Registries are in no directory; they are called as agents without a name of their own are.
     */
    private static String nameOf(String url) {
        return "registry-" + URI.create(url).getPort();
    }
}
