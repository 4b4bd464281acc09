package dev.codefleet.registryclient;

import dev.codefleet.registryclient.view.BeatPacing;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.web.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable AgentEnrolment enrolment;
    private final AtomicLong seq = new AtomicLong();
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private volatile List<ReplicaLink> links = List.of();

    /** Used on the context only; null before the start. */
    private @Nullable HttpClient client;

    /** An announcer that proves nothing, for registries that ask for no proof. */
    public Announcer(List<String> registries, Vertx vertx, Ticker ticker, RandomGenerator random) {
        this(registries, vertx, ticker, random, null);
    }

    /**
     * @param registries base addresses of all replicas
     * @param enrolment null where registries ask for no proof
     * @throws IllegalArgumentException if one is named twice: it would count twice in a majority
     */
    public Announcer(
            List<String> registries,
            Vertx vertx,
            Ticker ticker,
            RandomGenerator random,
            @Nullable AgentEnrolment enrolment) {
        if (Set.copyOf(registries).size() != registries.size()) {
            throw new IllegalArgumentException("a registry is named twice: " + registries);
        }
        this.registries = List.copyOf(registries);
        this.ticker = ticker;
        this.random = random;
        this.enrolment = enrolment;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    /** Starts to announce the agent. Only the first call counts. */
    public void start(AgentStatus agent) {
        if (isStarted.compareAndSet(false, true)) {
            context.runOnContext(_ -> startOnContext(agent));
        }
    }

    private void startOnContext(AgentStatus agent) {
        if (isStopped.get()) {
            return;
        }
        // Made here, for a client ends with the context that made it, and the caller's may be
        // short.
        var made =
                context.owner()
                        .createHttpClient(
                                new HttpClientOptions()
                                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                                        .setMaxPoolSize(2));
        client = made;
        links = registries.stream().map(registry -> link(registry, agent, made)).toList();
        links.forEach(ReplicaLink::beatSoon);
    }

    private ReplicaLink link(String registry, AgentStatus agent, HttpClient client) {
        return new ReplicaLink(
                registry,
                agent,
                seq::incrementAndGet,
                client,
                context,
                ticker,
                new BeatPacing(random),
                () -> superseded(agent),
                enrolment == null ? null : new CalleeProof(registry, enrolment));
    }

    /**
     * To be called when the agent's state has changed. However often, at most one beat per 100 ms
     * and replica is sent.
     */
    public void beatNow() {
        context.runOnContext(_ -> links.forEach(ReplicaLink::beatSoon));
    }

    /**
     * How long ago, by the monotonic clock, that beat was <em>sent</em> which the last of a
     * majority of all replicas has acknowledged: all of them heard of this agent since. The rule by
     * which a programmer stops its attempts, see {@link TrustWindow}.
     *
     * @return empty while there is no majority that has acknowledged one
     */
    public Optional<Duration> majorityHeardAgo() {
        var now = ticker.nanos();
        return links.stream()
                .flatMap(link -> link.heardAgo(now).stream())
                .sorted()
                .skip(registries.size() / 2)
                .findFirst();
    }

    /**
     * Leaves all replicas and stops.
     *
     * @return completes when all have answered or failed to, within 2 s; never fails
     */
    public CompletionStage<@Nullable Void> leave() {
        var left = new CompletableFuture<@Nullable Void>();
        if (isStopped.compareAndSet(false, true)) {
            context.runOnContext(_ -> leaveOnContext(left));
        } else {
            left.complete(null);
        }
        return left;
    }

    private void leaveOnContext(CompletableFuture<@Nullable Void> left) {
        Future.join(links.stream().map(ReplicaLink::leave).toList())
                .onComplete(_ -> {
                    if (client != null) {
                        client.close();
                    }
                    left.complete(null);
                });
    }

    private void superseded(AgentStatus agent) {
        if (isStopped.compareAndSet(false, true)) {
            LOG.errorf("A newer process has this agent's id: agent=%s", agent.id());
            links.forEach(ReplicaLink::close);
            agent.superseded();
        }
    }
}
