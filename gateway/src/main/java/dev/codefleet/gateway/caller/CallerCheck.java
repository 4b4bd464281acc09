package dev.codefleet.gateway.caller;

import dev.codefleet.access.AccessKey;
import dev.codefleet.access.AccessList;
import dev.codefleet.access.Authentication;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.gateway.caller.CallerLimits.Begun;
import dev.codefleet.gateway.caller.CallerLimits.Refusal;
import dev.codefleet.gateway.caller.CallerLimits.Use;
import dev.codefleet.gateway.caller.Endpoints.Endpoint;
import dev.codefleet.web.EndpointTable.Match;
import dev.codefleet.web.Problems;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.RouterProblems;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks every caller for a key, and lets it call what its role may, as much as one caller may at a
 * time. Stands before the router: what it refuses reaches neither resources nor what libraries
 * serve.
 */
@Singleton
class CallerCheck {
    private static final Logger LOG = Logger.getLogger(CallerCheck.class);

    /** Behind the checks of host and size, which need not know anybody; before everything else. */
    private static final int PRIORITY = 999_999;

    /** In which a change of the access file is obeyed. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

    private static final String BEARER = "Bearer ";
    private static final String REFUSED = "codefleet.gateway.refused.by.limit";
    private static final String HOW =
            " Send 'Authorization: Bearer cf_<id>_<secret>'; whoever runs this fleet lists the keys"
                    + " in its access file. Of docker-compose.yml, 'docker compose run --rm -T keys"
                    + " show' prints the operator's.";

    private final AccessConfig config;
    private final InstantSource clock;
    private final Ticker ticker;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final Duration retryAfter;
    private final RareLog refusals;
    private final CallerLimits limits;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isLooking = new AtomicBoolean();

    /** Null before the start, and without an access file. */
    private volatile @Nullable WatchedAccessFile file;

    /** A request under way, and under which key. */
    private record Open(RoutingContext context, AccessKey key, Endpoint endpoint) {}

    CallerCheck(
            AccessConfig config,
            GatewayConfig gateway,
            InstantSource clock,
            Ticker ticker,
            MeterRegistry meters,
            Vertx vertx) {
        this.config = config;
        this.clock = clock;
        this.ticker = ticker;
        this.meters = meters;
        this.vertx = vertx;
        this.retryAfter = gateway.retryAfter();
        this.refusals = new RareLog(LOG, ticker);
        this.limits =
                new CallerLimits(
                        new CallerLimits.Bounds(
                                gateway.maxRequestsPerCaller(),
                                gateway.maxStreamsPerCaller(),
                                gateway.maxUploadsPerCaller(),
                                gateway.maxRequestsPerSecondPerCaller()),
                        CallerLimits.MAX_CALLERS);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    void start(@Observes @Priority(StartCheck.FIRST) StartupEvent event) {
        if (config.accessFile().isEmpty()) {
            refuseEmpty();
            LOG.warn(
                    "There is no access file: whoever reaches this gateway may do everything. Name"
                            + " one in CODEFLEET_ACCESS_FILE.");
            return;
        }
        file = new WatchedAccessFile(config.accessFile().get());
        var interval = config.accessFileInterval();
        if (!interval.isPositive() || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw StartCheck.refusal(
                    "CODEFLEET_ACCESS_FILE_INTERVAL is "
                            + interval
                            + "; it must be more than nothing, and PT10S at most.");
        }
        vertx.setPeriodic(Math.max(1, interval.toMillis()), _ -> lookElsewhere());
    }

    /** A variable that came out empty must not open the gateway. */
    private static void refuseEmpty() {
        var written =
                ConfigProvider.getConfig().getConfigValue("codefleet.access-file").getRawValue();
        if (written != null) {
            throw StartCheck.refusal(
                    "CODEFLEET_ACCESS_FILE is set, and empty: name the access file, or leave the"
                            + " variable out for a gateway that asks nobody for a key.");
        }
    }

    private void check(RoutingContext context) {
        var match = match(context);
        if (match instanceof Match.Found<Endpoint>(var endpoint) && endpoint.isOpen()) {
            context.next();
            return;
        }
        if (config.accessFile().isEmpty()) {
            var use =
                    match instanceof Match.Found<Endpoint>(var endpoint)
                            ? endpoint.use()
                            : Use.REQUEST;
            if (isWithinLimits(context, addressOf(context), use)) {
                context.next();
            }
            return;
        }
        switch (authentication(context)) {
            case Authentication.Known(var key) -> known(context, key, match);
            case Authentication.Unknown() ->
                    refuse(
                            context,
                            context.request().headers().contains(HttpHeaders.AUTHORIZATION)
                                    ? unauthorized("UNKNOWN_KEY", "This key is not known here.")
                                    : unauthorized("NO_KEY", "This gateway asks for a key."));
            case Authentication.Expired(var key) ->
                    refuse(
                            context,
                            unauthorized(
                                    "EXPIRED_KEY",
                                    "The key '"
                                            + key.id()
                                            + "' has expired at "
                                            + key.expires()
                                            + "."));
        }
    }

    private static Match<Endpoint> match(RoutingContext context) {
        try {
            return Endpoints.TABLE.find(
                    context.request().method().name(), context.normalizedPath());
        } catch (IllegalArgumentException _) {
            // A broken escape is the path of nothing.
            return new Match.Nothing<>();
        }
    }

    private Authentication authentication(RoutingContext context) {
        var headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() != 1
                || !headers.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Authentication.Unknown();
        }
        var token = headers.getFirst().substring(BEARER.length()).strip();
        return keys().authenticate(token, clock.instant());
    }

    private AccessList keys() {
        var known = file;
        return known == null ? new AccessList(List.of()) : known.current();
    }

    private void known(RoutingContext context, AccessKey key, Match<Endpoint> match) {
        switch (match) {
            case Match.Found<Endpoint>(var endpoint) when endpoint.roles().contains(key.role()) -> {
                if (!isWithinLimits(context, CallerLimits.ofKey(key.id()), endpoint.use())) {
                    return;
                }
                var request = new Open(context, key, endpoint);
                open.add(request);
                CallerName.of(key).keepIn(context);
                context.addEndHandler(_ -> open.remove(request));
                context.next();
            }
            case Match.Found<Endpoint>(var endpoint) ->
                    RouterProblems.answer(context, forbidden(key, endpoint));
            case Match.OtherMethods<Endpoint>(var methods) -> {
                context.response().putHeader(HttpHeaders.ALLOW, String.join(", ", methods));
                RouterProblems.answer(context, problem(context, 405));
            }
            case Match.Nothing<Endpoint>() -> RouterProblems.answer(context, problem(context, 404));
        }
    }

    private static String addressOf(RoutingContext context) {
        var address = context.request().remoteAddress();
        return CallerLimits.ofAddress(address == null ? null : address.hostAddress());
    }

    /** Whether the request may go on; it counts until it ends. If not, it is answered. */
    private boolean isWithinLimits(RoutingContext context, String caller, Use use) {
        return switch (limits.begin(caller, use, ticker.nanos())) {
            case Begun.Admitted admitted -> {
                context.addEndHandler(_ -> limits.end(admitted));
                yield true;
            }
            case Begun.Refused(var refusal) -> {
                meters.counter(REFUSED, "code", refusal.code()).increment();
                refusals.tell("A caller has reached a limit", refusal.code() + " " + caller);
                var wait = Objects.requireNonNullElse(refusal.retryAfter(), retryAfter);
                context.response()
                        .putHeader(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
                RouterProblems.answer(context, tooMuch(refusal));
                yield false;
            }
        };
    }

    private static Problem tooMuch(Refusal refusal) {
        return Problem.of(
                429,
                "Too much at a time",
                refusal.code(),
                refusal.detail()
                        + " Try again later, or have its operator raise "
                        + refusal.setting()
                        + ".");
    }

    private static Problem problem(RoutingContext context, int status) {
        var request = context.request();
        return Problems.ofStatus(status, request.method().name(), request.path());
    }

    private static Problem unauthorized(String code, String what) {
        return Problem.of(401, "Key needed", code, what + HOW);
    }

    private static Problem forbidden(AccessKey key, Endpoint endpoint) {
        return Problem.of(
                403,
                "Role needed",
                "ROLE_NEEDED",
                endpoint.method()
                        + " "
                        + endpoint.path()
                        + " is for the role "
                        + endpoint.roleWords()
                        + "; the key '"
                        + key.id()
                        + "' has the role "
                        + key.role().word()
                        + ".");
    }

    private static void refuse(RoutingContext context, Problem problem) {
        context.response().putHeader("WWW-Authenticate", "Bearer realm=\"codefleet\"");
        RouterProblems.answer(context, problem);
    }

    private void lookElsewhere() {
        if (isLooking.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                look();
                                return true;
                            })
                    .onFailure(bug -> LOG.error("The access file could not be looked at", bug))
                    .onComplete(_ -> isLooking.set(false));
        }
    }

    /** Reads the access file again and ends what its keys may not do any more. */
    private void look() {
        var known = file;
        if (known == null) {
            return;
        }
        try {
            known.look();
        } finally {
            endWhatMayNotGoOn(known);
        }
    }

    /** What goes on with a key also goes on with its projects: managers were told of those. */
    private void endWhatMayNotGoOn(WatchedAccessFile known) {
        var now = clock.instant();
        for (var request : open) {
            var isAllowed =
                    known.current()
                            .stillCounting(request.key(), now)
                            .filter(key -> request.endpoint().roles().contains(key.role()))
                            .filter(key -> key.projects().equals(request.key().projects()))
                            .isPresent();
            if (!isAllowed) {
                LOG.infof("A request ends with its key: key=%s", request.key().id());
                open.remove(request);
                request.context().response().reset();
            }
        }
    }
}
