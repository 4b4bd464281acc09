package dev.codefleet.web;

import dev.codefleet.contract.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses cross-site requests, which a web page of somebody else may have made a browser send: most
 * services ask nobody for a key, so a page that a developer looks at must not be able to call a
 * service on the developer's machine. Whoever is no browser says no {@code Origin} and is not
 * hindered.
 *
 * <p>Unknown {@code Host} names are refused for all methods, or a page could read answers through a
 * name that it points at this machine; foreign origins for methods that change something, by the
 * rule of Go's {@code http.CrossOriginProtection}. That a body must say to be JSON, which no form
 * can, is {@link RequestForm}'s part.
 */
@Singleton
class RequestGuard {
    /** Before everything else, also before {@link RouterProblems}. */
    private static final int FIRST = 1_000_001;

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    /** What browsers say of requests of the service's own pages, and of what a person typed. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final HostNames names;

    RequestGuard(HostConfig config) {
        var all = new ArrayList<>(config.allowedHosts().orElse(List.of()));
        config.url().flatMap(HostNames::ofUrl).ifPresent(all::add);
        config.host().flatMap(HostNames::ofListener).ifPresent(all::add);
        // What a service tells others by default, where it listens on all addresses.
        all.addAll(machine());
        this.names = new HostNames(all);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        var refusal = refusal(context.request());
        if (refusal == null) {
            context.next();
        } else {
            RouterProblems.answer(context, refusal);
        }
    }

    private @Nullable Problem refusal(HttpServerRequest request) {
        var host = hostOf(request);
        if (host == null) {
            // Browsers name a host always. HTTP/1.0, which health checks speak, need not.
            return request.version() == HttpVersion.HTTP_1_0
                            && request.headers().getAll(HttpHeaders.HOST).isEmpty()
                    ? null
                    : Problem.of(
                            400, "Bad host", "BAD_HOST", "A request must have one Host header.");
        }
        if (!names.contains(host)) {
            return Problem.of(
                    403,
                    "Unknown host",
                    "UNKNOWN_HOST",
                    "This service is not called '"
                            + host
                            + "'. Call it by its own name or address, or name this one in"
                            + " CODEFLEET_ALLOWED_HOSTS.");
        }
        return isSafe(request.method()) || isOwn(request, host)
                ? null
                : Problem.of(
                        403,
                        "Foreign origin",
                        "FOREIGN_ORIGIN",
                        request.method()
                                + " is not taken from pages of other sites ("
                                + originOf(request)
                                + ").");
    }

    /** Whether a method changes nothing. */
    static boolean isSafe(HttpMethod method) {
        return SAFE.contains(method);
    }

    private static @Nullable String hostOf(HttpServerRequest request) {
        var headers = request.headers().getAll(HttpHeaders.HOST);
        if (headers.size() > 1) {
            return null;
        }
        var host = headers.isEmpty() ? authorityOf(request) : headers.getFirst();
        return host == null || host.isBlank() ? null : host;
    }

    private static @Nullable String authorityOf(HttpServerRequest request) {
        var authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    private static boolean isOwn(HttpServerRequest request, String host) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return OWN_SITES.contains(site);
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || isOf(origin, host);
    }

    /** The scheme is not compared: a proxy may have taken TLS away. */
    private static boolean isOf(String origin, String host) {
        var end = origin.indexOf("://");
        return end > 0 && origin.substring(end + 3).equalsIgnoreCase(host);
    }

    private static String originOf(HttpServerRequest request) {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                ? "Sec-Fetch-Site: " + request.getHeader("Sec-Fetch-Site")
                : "Origin: " + origin;
    }

    private static List<String> machine() {
        try {
            var machine = InetAddress.getLocalHost();
            return List.of(machine.getHostName(), machine.getCanonicalHostName());
        } catch (UnknownHostException _) {
            // A machine without a name.
            return List.of();
        }
    }
}
