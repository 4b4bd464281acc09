package dev.codefleet.registryclient;

import dev.codefleet.web.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Registers an agent with every replica of the registry and beats to each, every 2 s or as the
 * replica asks, until the agent leaves. In a service it is a bean that starts by itself when the
 * HTTP server listens; the service only provides an {@link AgentStatus} bean. Safe for all threads;
 * nothing blocks.
 */
public final class Announcer {
    private static final Logger LOG = Logger.getLogger(Announcer.class);
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    private final List<String> registries;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Context context;
    private final HttpClient client;
    private final AtomicLong seq = new AtomicLong();
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private volatile List<ReplicaLink> links = List.of();

    /**
     * @param registries base addresses of all replicas
     * @throws IllegalArgumentException if one is named twice: it would count twice in a majority
     */
    public Announcer(List<String> registries, Vertx vertx, Ticker ticker, RandomGenerator random) {
        if (Set.copyOf(registries).size() != registries.size()) {
            throw new IllegalArgumentException("a registry is named twice: " + registries);
        }
        this.registries = List.copyOf(registries);
        this.ticker = ticker;
        this.random = random;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                                .setMaxPoolSize(2));
    }

    /** Starts to announce the agent. Only the first call counts. */
    public void start(AgentStatus agent) {
        if (isStarted.compareAndSet(false, true)) {
            links = registries.stream().map(registry -> link(registry, agent)).toList();
            beatNow();
        }
    }

    private ReplicaLink link(String registry, AgentStatus agent) {
        return new ReplicaLink(
                registry,
                agent,
                seq::incrementAndGet,
                client,
                context,
                ticker,
                new BeatPacing(random),
                () -> superseded(agent));
    }

    /**
     * To be called when the agent's state has changed. However often, at most one beat per 100 ms
     * and replica is sent.
     */
    public void beatNow() {
        context.runOnContext(ignored -> links.forEach(ReplicaLink::beatSoon));
    }

    /**
     * Whether a majority of all replicas has acknowledged a beat that was <em>sent</em> within that
     * time, by the monotonic clock. The rule by which a programmer stops its attempts, see {@link
     * TrustWindow}.
     */
    public boolean majorityHeardWithin(Duration time) {
        var now = ticker.nanos();
        var heard = links.stream().filter(link -> link.wasHeardWithin(time, now)).count();
        return heard > registries.size() / 2;
    }

    /**
     * Leaves all replicas and stops.
     *
     * @return completes when all have answered or failed to, within 2 s; never fails
     */
    public CompletionStage<Void> leave() {
        var left = new CompletableFuture<Void>();
        if (!isStopped.compareAndSet(false, true)) {
            left.complete(null);
            return left;
        }
        context.runOnContext(ignored ->
                Future.join(links.stream().map(ReplicaLink::leave).toList())
                        .onComplete(done -> {
                            client.close();
                            left.complete(null);
                        }));
        return left;
    }

    private void superseded(AgentStatus agent) {
        if (isStopped.compareAndSet(false, true)) {
            LOG.errorf("A newer process has this agent's id: agent=%s", agent.id());
            links.forEach(ReplicaLink::close);
            agent.superseded();
        }
    }
}
