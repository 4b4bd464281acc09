package dev.codefleet.manager.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.identity.KeyFile;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.registryclient.PeerEndpoints;
import dev.codefleet.registryclient.PeerEndpoints.PeerEndpoint;
import dev.codefleet.support.Json;
import dev.codefleet.web.EndpointTable.Match;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * An agent with enrolment keys: each of its endpoints is for the kinds that its table names, and
 * for nobody else. The service gives its table, and all that it serves.
 */
public abstract class CallersContract {
    private static final String KEYS = "test.enrolment";

    /** Paths of libraries that nobody needs; their pages are there in tests alone. */
    private static final List<String> SHUT =
            List.of("/", "/q/health-ui", "/q/health/group", "/q/health/group/", "/q/swagger-ui");

    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * What is under test.
     *
     * @param name kind and id, as registries tell them
     * @param id that some path may have
     * @param directory as {@link #settings} gave it
     */
    public record Callee(
            URI url,
            String name,
            String id,
            String directory,
            PeerEndpoints endpoints,
            BeanManager beans,
            Router router) {}

    protected abstract Callee callee();

    /**
     * Settings of a service that knows an enrolment key of each kind, and where these are for the
     * test: its class and its profile may be loaded twice.
     */
    public static Map<String, String> settings() {
        try {
            var directory = Files.createTempDirectory("codefleet-enrolment");
            var lines = new ArrayList<String>();
            for (var kind : AgentKind.values()) {
                var pair = KeyFile.readOrMake(directory.resolve(kind.name()));
                lines.add(EnrolmentKeys.line(kind, pair.getPublic()));
            }
            return Map.of(
                    "codefleet.enrolment-keys",
                    String.join("\n", lines),
                    KEYS,
                    directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyResourceIsInTheTableAndNothingElse() {
        var table =
                callee().endpoints().all().stream()
                        .filter(endpoint -> endpoint.path().startsWith("/v1/"))
                        .map(endpoint -> endpoint.method() + " " + endpoint.path());

        assertThat(table).containsExactlyInAnyOrderElementsOf(resourceMethods());
        assertThat(callee().endpoints().all())
                .filteredOn(PeerEndpoint::isOpen)
                .extracting(PeerEndpoint::path)
                .allMatch(path -> path.matches("/q/(health|metrics|openapi).*"));
    }

    /** What libraries bring along. */
    @Test
    void everyRouteBesideTheResourcesIsInTheTableOrMeantToBeShut() throws Exception {
        var paths = new TreeSet<String>();
        collect(callee().router().getRoutes(), "", paths);

        assertThat(paths).contains("/q/metrics", "/q/health/live", "/q/openapi");
        assertThat(paths)
                .filteredOn(
                        path -> !(callee().endpoints().find("GET", path) instanceof Match.Found))
                .isEqualTo(SHUT);
        for (var path : SHUT) {
            var manager = agent(AgentKind.MANAGER);
            assertThat(send("GET", path, manager, token(manager)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void whoProvesNothingIsRefusedEverywhereButAtHealthAndMetrics() throws Exception {
        for (var endpoint : callee().endpoints().all()) {
            var answer = send(endpoint, null, null);

            if (endpoint.isOpen()) {
                assertThat(answer.statusCode()).as(endpoint.path()).isNotIn(401, 403, 404, 405);
            } else {
                assertRefused(endpoint, answer, 401, "NO_TOKEN");
            }
        }
    }

    @Test
    void eachKindMayCallWhatTheTableSays() throws Exception {
        for (var kind : AgentKind.values()) {
            var caller = agent(kind);
            for (var endpoint : callee().endpoints().all()) {
                var answer = send(endpoint, caller, token(caller));

                if (endpoint.isOpen() || endpoint.kinds().contains(kind)) {
                    assertThat(answer.statusCode()).as(endpoint.path()).isNotIn(401, 403, 405);
                } else {
                    assertRefused(endpoint, answer, 403, "WRONG_KIND");
                }
            }
        }
    }

    @Test
    void aTokenForASiblingOrOfAnotherTimeIsRefusedEverywhere() throws Exception {
        var manager = agent(AgentKind.MANAGER);
        var replayed = manager.tokensFor(callee().name() + "2").at(Instant.now());
        var old = manager.tokensFor(callee().name()).at(Instant.now().minusSeconds(61));
        for (var endpoint : callee().endpoints().all()) {
            if (!endpoint.isOpen()) {
                assertRefused(endpoint, send(endpoint, manager, replayed), 401, "WRONG_AUDIENCE");
                var late = send(endpoint, manager, old);
                assertRefused(endpoint, late, 401, "TOKEN_OUT_OF_TIME");
                assertThat(late.headers().firstValue("Date")).isPresent();
            }
        }
    }

    @Test
    void whoEnrolledItselfIsRefusedEverywhere() throws Exception {
        var own = SigningKeys.make();
        var stranger = AgentCredentials.enrol(name(AgentKind.MANAGER), own, own.getPrivate());
        for (var endpoint : callee().endpoints().all()) {
            if (!endpoint.isOpen()) {
                assertRefused(
                        endpoint, send(endpoint, stranger, token(stranger)), 403, "NOT_ENROLLED");
            }
        }
    }

    @Test
    void whatIsNotInTheTableIsForNobody() throws Exception {
        assertThat(send("GET", "/v1/nothing", null, null).statusCode()).isEqualTo(401);
        for (var kind : AgentKind.values()) {
            var caller = agent(kind);
            var token = token(caller);
            assertThat(send("GET", "/v1/nothing", caller, token).statusCode()).isEqualTo(404);
            var one = callee().endpoints().all().getLast();
            var path = one.path().replaceAll("\\{\\w+}", "a");
            assertThat(send("PATCH", path, caller, token).statusCode()).isEqualTo(405);
        }
    }

    private static void assertRefused(
            PeerEndpoint endpoint, HttpResponse<String> answer, int status, String code)
            throws IOException {
        assertThat(answer.statusCode()).as(endpoint.toString()).isEqualTo(status);
        if (!endpoint.method().equals("HEAD")) {
            assertThat(Json.mapper().readValue(answer.body(), Problem.class).code())
                    .as(endpoint.toString())
                    .isEqualTo(code);
        }
    }

    private AgentCredentials agent(AgentKind kind) throws IOException {
        var key = KeyFile.readOrMake(java.nio.file.Path.of(callee().directory(), kind.name()));
        return AgentCredentials.enrol(name(kind), SigningKeys.make(), key.getPrivate());
    }

    private static AgentName name(AgentKind kind) {
        return new AgentName(kind, new AgentId("caller-1"));
    }

    private String token(AgentCredentials caller) {
        return caller.tokensFor(callee().name()).at(Instant.now());
    }

    private HttpResponse<String> send(
            PeerEndpoint endpoint, @Nullable AgentCredentials caller, @Nullable String token)
            throws IOException, InterruptedException {
        var path =
                endpoint.path()
                        .replace("{id}", callee().id())
                        .replace("{sha256}", "ab")
                        .replace("{key}", "a");
        return send(endpoint.method(), path, caller, token);
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable AgentCredentials caller, @Nullable String token)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(callee().url().resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.noBody());
        if (caller != null) {
            request.header("Authorization", "Bearer " + token)
                    .header(AgentCredentials.ENROLMENT_HEADER, caller.enrolment());
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private List<String> resourceMethods() {
        return callee().beans().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .distinct()
                .flatMap(type ->
                        Arrays.stream(type.getDeclaredMethods())
                                .flatMap(method ->
                                        Arrays.stream(method.getAnnotations())
                                                .map(each ->
                                                        each.annotationType()
                                                                .getAnnotation(HttpMethod.class))
                                                .filter(http -> http != null)
                                                .map(http ->
                                                        http.value()
                                                                + " "
                                                                + type.getAnnotation(Path.class)
                                                                        .value()
                                                                + pathOf(
                                                                        method.getAnnotation(
                                                                                Path.class)))))
                // One that answers in two forms is two methods.
                .distinct()
                .toList();
    }

    private static String pathOf(@Nullable Path path) {
        if (path == null) {
            return "";
        }
        return path.value().startsWith("/") ? path.value() : "/" + path.value();
    }

    private static void collect(List<Route> routes, String prefix, TreeSet<String> paths) {
        for (var route : routes) {
            var path =
                    (prefix + (route.getPath() == null ? "" : route.getPath())).replace("//", "/");
            var below = route.getSubRouter();
            if (below != null) {
                collect(below.getRoutes(), path, paths);
            } else if (route.getPath() != null) {
                paths.add(path);
            }
        }
    }
}
