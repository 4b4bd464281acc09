package dev.codefleet.registryclient;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.CallVerifier;
import dev.codefleet.registryclient.PeerEndpoints.PeerEndpoint;
import dev.codefleet.web.EndpointTable.Match;
import dev.codefleet.web.Problems;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.RouterProblems;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks every caller of an agent which agent it is, and lets it call what its kind may. It stands
 * before the router: what it refuses reaches neither resources nor what libraries serve. In a
 * service without a table ({@link PeerEndpoints}) it does nothing.
 */
@Singleton
class PeerCheck {
    private static final Logger LOG = Logger.getLogger(PeerCheck.class);

    /** Behind the checks of host and size, which need not know anybody; before everything else. */
    private static final int PRIORITY = 999_999;

    /** More agents than a fleet has. Who is forgotten costs the check of a signature. */
    private static final int MOST_REMEMBERED = 20_000;

    private final AnnouncerConfig config;
    private final Instance<PeerEndpoints> endpoints;
    private final Instance<AgentIdentity> identity;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final RareLog refusals;

    /** Null before the start, and if whoever calls is taken at its word. */
    private volatile @Nullable CallVerifier callers;

    PeerCheck(
            AnnouncerConfig config,
            Instance<PeerEndpoints> endpoints,
            Instance<AgentIdentity> identity,
            InstantSource clock,
            Ticker ticker,
            MeterRegistry meters) {
        this.config = config;
        this.endpoints = endpoints;
        this.identity = identity;
        this.clock = clock;
        this.meters = meters;
        this.refusals = new RareLog(LOG, ticker);
    }

    /** Nobody is answered before the start is over. */
    void start(@Observes @Priority(StartCheck.FIRST) StartupEvent event) {
        if (!endpoints.isResolvable()) {
            return;
        }
        var keys = EnrolmentList.of(config);
        if (keys.isEmpty()) {
            LOG.warn(
                    "No enrolment keys: whoever reaches this agent can call it as any other. Set"
                            + " CODEFLEET_ENROLMENT_KEYS_FILE");
            return;
        }
        callers = new CallVerifier(keys.get(), identity.get().name().toString(), MOST_REMEMBERED);
    }

    void register(@Observes Filters filters) {
        if (endpoints.isResolvable()) {
            var table = endpoints.get();
            filters.register(context -> check(table, context), PRIORITY);
        }
    }

    private void check(PeerEndpoints table, RoutingContext context) {
        var verifier = callers;
        if (verifier == null) {
            context.next();
            return;
        }
        var match = match(table, context);
        if (match instanceof Match.Found<PeerEndpoint>(var endpoint) && endpoint.isOpen()) {
            context.next();
            return;
        }
        var verdict =
                verifier.anybody(
                        header(context, HttpHeaders.AUTHORIZATION),
                        header(context, AgentCredentials.ENROLMENT_HEADER),
                        clock.instant());
        switch (verdict) {
            case CallVerifier.Proven(var caller, var _) -> proven(context, caller, match);
            case CallVerifier.Refused refusal -> {
                var time = refusal.calleesTime();
                if (time != null) {
                    context.response().putHeader(HttpHeaders.DATE, UnprovenCall.date(time));
                }
                refuse(context, UnprovenCall.problem(refusal));
            }
        }
    }

    private static Match<PeerEndpoint> match(PeerEndpoints table, RoutingContext context) {
        try {
            return table.find(context.request().method().name(), context.normalizedPath());
        } catch (IllegalArgumentException _) {
            // A broken escape is the path of nothing.
            return new Match.Nothing<>();
        }
    }

    /** The one value of a header; null if there is none, or more than one. */
    private static @Nullable String header(RoutingContext context, CharSequence name) {
        var values = context.request().headers().getAll(name);
        return values.size() == 1 ? values.getFirst() : null;
    }

    private void proven(RoutingContext context, AgentName caller, Match<PeerEndpoint> match) {
        switch (match) {
            case Match.Found<PeerEndpoint>(var endpoint)
                    when endpoint.kinds().contains(caller.kind()) ->
                    context.next();
            case Match.Found<PeerEndpoint>(var endpoint) ->
                    refuse(context, forbidden(caller, endpoint));
            case Match.OtherMethods<PeerEndpoint>(var methods) -> {
                context.response().putHeader(HttpHeaders.ALLOW, String.join(", ", methods));
                RouterProblems.answer(context, problem(context, 405));
            }
            case Match.Nothing<PeerEndpoint>() ->
                    RouterProblems.answer(context, problem(context, 404));
        }
    }

    private void refuse(RoutingContext context, Problem problem) {
        meters.counter("codefleet.agent.refused.callers", "code", problem.code()).increment();
        var from = context.request().remoteAddress();
        refusals.tell(
                "A caller was refused: code=" + problem.code(),
                from == null ? null : from.hostAddress());
        // With 403 too: it tells callers that this is about them, and not about whom they ask for.
        context.response().putHeader("WWW-Authenticate", "Bearer realm=\"codefleet\"");
        RouterProblems.answer(context, problem);
    }

    private static Problem forbidden(AgentName caller, PeerEndpoint endpoint) {
        var kinds =
                endpoint.kinds().stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT) + "s")
                        .sorted()
                        .collect(Collectors.joining(" and "));
        return Problem.of(
                403,
                "Forbidden",
                "WRONG_KIND",
                endpoint.method()
                        + " "
                        + endpoint.path()
                        + " is for "
                        + kinds
                        + ", and "
                        + caller
                        + " is none.");
    }

    private static Problem problem(RoutingContext context, int status) {
        var request = context.request();
        return Problems.ofStatus(status, request.method().name(), request.path());
    }
}
