package dev.codefleet.registry.agent;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.CallVerifier;
import dev.codefleet.registry.membership.Agent;
import dev.codefleet.registry.membership.Agents;
import dev.codefleet.registry.membership.FailureDetector;
import dev.codefleet.registry.membership.LivenessTimes;
import dev.codefleet.registry.membership.RegistryReply;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.registryclient.EnrolmentList;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.web.BuildInfo;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Applies what {@link Agents} decides: reads the clock, counts, logs, and wakes the watch stream.
 */
@ApplicationScoped
class AgentRegistry {
    private static final Logger LOG = Logger.getLogger(AgentRegistry.class);

    /** Of many that change at once, so many are named in the log. */
    private static final int MOST_NAMED = 20;

    private final Ticker ticker;
    private final LivenessTimes timers;
    private final Agents agents;
    private final WatchStream watchStream;
    private final InstantSource wallClock;

    /** Null if whoever calls is taken at its word. */
    private final @Nullable CallVerifier callers;

    private final MeterRegistry meters;
    private final Counter heartbeats;
    private final Counter tickFailures;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("registry-clock").factory());
    private List<AgentKind> protectedBefore = List.of();

    @Inject
    AgentRegistry(
            RegistryConfig config,
            AnnouncerConfig names,
            @ConfigProperty(name = "quarkus.http.port") int port,
            Ticker ticker,
            InstantSource wallClock,
            MeterRegistry meters,
            BuildInfo build) {
        Gauge.builder("codefleet.build.info", () -> 1)
                .description(BuildInfo.METRIC)
                .tag("version", build.version())
                .tag("commit", build.commit())
                .register(meters);
        this.ticker = ticker;
        this.timers =
                StartCheck.made(() -> {
                    var given = times(config);
                    TrustWindow.requireLongerThanSelfStop(given.lostAfter());
                    return given;
                });
        this.agents = new Agents(timers, config.maxAgents(), ticker.nanos());
        this.watchStream = new WatchStream(agents, ticker, config.maxReaders(), config.coalesce());
        this.wallClock = wallClock;
        this.callers = callers(config, names, AgentIdentity.address(names, port));
        this.meters = meters;
        this.heartbeats =
                Counter.builder("codefleet.registry.heartbeats")
                        .description("Heartbeats that came, taken or refused")
                        .register(meters);
        // There from the start: an alert on its growth would miss the first failure.
        this.tickFailures =
                Counter.builder("codefleet.registry.tick.failures")
                        .description("Looks at who is alive that failed")
                        .register(meters);
        register(meters);
    }

    /**
     * The times of the settings.
     *
     * @throws IllegalArgumentException if they are not in the order that makes them mean something
     */
    static LivenessTimes times(RegistryConfig config) {
        return new LivenessTimes(
                config.beatInterval(),
                config.suspectAfter(),
                config.lostAfter(),
                config.forgetAfter(),
                config.tick(),
                config.agentsAtFullRate());
    }

    private static @Nullable CallVerifier callers(
            RegistryConfig config, AnnouncerConfig names, String address) {
        var keys = EnrolmentList.of(names);
        if (keys.isEmpty()) {
            LOG.warn(
                    "No enrolment keys: whoever reaches this registry can be any agent. Set"
                            + " CODEFLEET_ENROLMENT_KEYS_FILE");
            return null;
        }
        return new CallVerifier(keys.get(), address, config.maxAgents());
    }

    private void register(MeterRegistry meters) {
        for (var kind : AgentKind.values()) {
            for (var liveness : Liveness.values()) {
                Gauge.builder("codefleet.registry.agents", () -> agents.count(kind, liveness))
                        .description("Agents by kind and liveness")
                        .tag("kind", kind.name())
                        .tag("liveness", liveness.name())
                        .register(meters);
            }
        }
        Gauge.builder("codefleet.registry.readers", watchStream::readers)
                .description("Agents that follow the watch stream")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        var periodMs = timers.tick().toMillis();
        clock.scheduleAtFixedRate(this::tick, periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        watchStream.close();
    }

    /**
     * Takes, renews or refuses an agent.
     *
     * @param authorization the call's header of that name, null if it has none
     * @param proof of the agent's enrolment, null if the call has none
     */
    RegistryReply register(
            AgentId id,
            Registration registration,
            @Nullable String authorization,
            @Nullable String proof) {
        if (callers == null) {
            return counted(agents.register(id, registration, null, ticker.nanos()));
        }
        var name = new AgentName(registration.kind(), id);
        return counted(
                switch (callers.enrolled(name, authorization, proof, wallClock.instant())) {
                    case CallVerifier.Proven(var _, var key) ->
                            agents.register(id, registration, key, ticker.nanos());
                    case CallVerifier.Refused refusal -> new RegistryReply.Unproven(refusal);
                });
    }

    RegistryReply beat(AgentId id, Heartbeat beat, @Nullable String authorization) {
        heartbeats.increment();
        return counted(
                unproven(id, authorization).orElseGet(() -> agents.beat(id, beat, ticker.nanos())));
    }

    RegistryReply leave(AgentId id, @Nullable Long incarnation, @Nullable String authorization) {
        return counted(unproven(id, authorization).orElseGet(() -> agents.leave(id, incarnation)));
    }

    /** Why a call is not from who has the id; empty if it is, or if nobody has it. */
    private Optional<RegistryReply> unproven(AgentId id, @Nullable String authorization) {
        if (callers == null) {
            return Optional.empty();
        }
        var now = wallClock.instant();
        return agents.holder(id)
                .map(holder -> callers.called(holder.name(), holder.key(), authorization, now))
                .filter(CallVerifier.Refused.class::isInstance)
                .map(CallVerifier.Refused.class::cast)
                .map(RegistryReply.Unproven::new);
    }

    Optional<AgentView> find(AgentId id) {
        return agents.find(id, ticker.nanos());
    }

    WatchStream watchStream() {
        return watchStream;
    }

    boolean isWarming() {
        return agents.isWarming();
    }

    private RegistryReply counted(RegistryReply outcome) {
        if (!(outcome instanceof RegistryReply.Taken)) {
            Counter.builder("codefleet.registry.refusals")
                    .description("Registrations and heartbeats that were refused, by outcome")
                    .tag("outcome", outcome.metricName())
                    .register(meters)
                    .increment();
        }
        watchStream.wake();
        return outcome;
    }

    private void tick() {
        try {
            var findings = agents.tick(ticker.nanos());
            watchStream.wake();
            log(findings);
        } catch (RuntimeException e) {
            // The schedule would end with the first exception, and nobody would be found lost any
            // more.
            tickFailures.increment();
            LOG.error("A look at the agents failed", e);
        }
    }

    private void log(FailureDetector.Findings findings) {
        if (findings.pausedMs() > 0) {
            LOG.warnf("The registry was paused: paused_ms=%d", findings.pausedMs());
        }
        if (findings.endedWarming()) {
            LOG.info("The registry has warmed up");
        }
        if (!findings.isProtecting().equals(protectedBefore)) {
            protectedBefore = findings.isProtecting();
            LOG.warnf("Silence makes nobody lost: kinds=%s", protectedBefore);
        }
        log("An agent is suspect", findings.suspects());
        log("An agent is lost", findings.lost());
    }

    private static void log(String message, List<Agent> found) {
        found.stream().limit(MOST_NAMED).forEach(a -> LOG.warnf("%s: agent=%s", message, a.id()));
        if (found.size() > MOST_NAMED) {
            LOG.warnf("%s: and more=%d", message, found.size() - MOST_NAMED);
        }
    }
}
