package dev.codefleet.gateway.caller;

import static dev.codefleet.gateway.GatewayClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.KeyToken;
import dev.codefleet.access.Role;
import dev.codefleet.gateway.GatewayClient;
import dev.codefleet.gateway.StandInManager;
import dev.codefleet.gateway.StandInRegistry;
import dev.codefleet.gateway.TestFleet;
import dev.codefleet.gateway.caller.Endpoints.Endpoint;
import dev.codefleet.web.EndpointTable.Match;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(CallerCheckTest.Guarded.class)
@WithTestResource(StandInRegistry.class)
class CallerCheckTest {
    private static final java.nio.file.Path FILE =
            java.nio.file.Path.of("target/caller-check/access.yaml").toAbsolutePath();

    /** Paths of libraries that nobody needs; their pages are there in tests alone. */
    private static final List<String> SHUT =
            List.of("/", "/q/health-ui", "/q/health/group", "/q/health/group/", "/q/swagger-ui");

    /** Until a gateway obeys a change of the access file. */
    private static final long OBEYED_NANOS = 10_000_000_000L;

    /** A gateway with a key for each role, whose id is the role. */
    public static final class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            write(List.of());
            return Map.of(
                    "codefleet.access-file",
                    FILE.toString(),
                    "codefleet.access-file-interval",
                    "PT0.05S");
        }
    }

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;
    @Inject BeanManager beans;
    @Inject Router router;

    private GatewayClient client;
    private final StandInManager manager = new StandInManager("manager-1");
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void connect() {
        client = new GatewayClient(url);
        fleet.is(manager.view());
    }

    @AfterEach
    void stop() {
        release.countDown();
        manager.close();
        write(List.of());
    }

    @Test
    void everyResourceIsInTheTableAndNothingElse() {
        var table =
                Endpoints.TABLE.all().stream()
                        .filter(endpoint -> endpoint.path().startsWith("/v1/"))
                        .map(endpoint -> endpoint.method() + " " + endpoint.path());

        assertThat(table).containsExactlyInAnyOrderElementsOf(resourceMethods());
    }

    /** What libraries bring along. */
    @Test
    void everyRouteBesideTheResourcesIsInTheTableOrMeantToBeShut() {
        var paths = new TreeSet<String>();
        collect(router.getRoutes(), "", paths);

        assertThat(paths).contains("/q/metrics", "/q/health/live", "/q/openapi");
        assertThat(paths)
                .filteredOn(path -> !(Endpoints.TABLE.find("GET", path) instanceof Match.Found))
                .isEqualTo(SHUT);
        for (var path : SHUT) {
            assertThat(send("GET", path, token("operator").text()).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    static List<Endpoint> endpoints() {
        return Endpoints.TABLE.all();
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void nothingButHealthIsAnsweredWithoutAKey(Endpoint endpoint) {
        var answer = call(endpoint, null);

        if (endpoint.path().startsWith("/q/health")) {
            assertThat(answer.statusCode()).isNotIn(401, 403);
        } else {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"codefleet\"");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void eachRoleMayCallWhatTheTableSays(Endpoint endpoint) {
        for (var role : Role.values()) {
            var answer = call(endpoint, token(role.word()).text());

            if (endpoint.isOpen() || endpoint.roles().contains(role)) {
                assertThat(answer.statusCode()).as(role.word()).isNotIn(401, 403, 405);
            } else {
                assertThat(answer.statusCode()).as(role.word()).isEqualTo(403);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whatIsNotInTheTableIsForNobody(Role role) {
        var key = token(role.word()).text();

        assertThat(send("GET", "/q/nothing", key).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/q/health/nothing", key).statusCode()).isEqualTo(404);
        var wrongMethod = send("PATCH", "/v1/jobs", key);
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("GET, POST");
    }

    @Test
    void a401SaysHowToSendAKeyAndA403WhichRoleIsNeeded() {
        var none = send("GET", "/v1/jobs", null);
        assertThat(code(none)).isEqualTo("NO_KEY");
        assertThat(none.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(none.body()).contains("Authorization: Bearer cf_<id>_<secret>");

        var wrong = send("GET", "/v1/jobs", token("viewer").text() + "x");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(code(wrong)).isEqualTo("UNKNOWN_KEY");

        var refused = send("DELETE", "/v1/jobs/job1", token("viewer").text());
        assertThat(code(refused)).isEqualTo("ROLE_NEEDED");
        assertThat(refused.body()).contains("submitter or operator", "'viewer'");
        assertThat(manager.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs/%", "/v1/jobs/%zz", "/v1/jobs/%00", "/v1/jobs/%C0%AE"})
    void aBrokenPathIsAProblemOfTheCaller(String path) throws IOException {
        assertThat(raw(path, "X-None: 1")).startsWith("HTTP/1.1 4").contains("problem+json");
        assertThat(raw(path, "Authorization: Bearer TOKEN"))
                .startsWith("HTTP/1.1 4")
                .contains("problem+json");
    }

    @Test
    void managersAreToldWhoCallsByTheGatewayAlone() {
        var request =
                client.to("/v1/jobs/job1")
                        .header("Authorization", "Bearer " + token("viewer").text())
                        .header("X-Codefleet-Caller", "root operator")
                        .build();
        client.send(request);

        var asked = manager.asked().getLast();
        assertThat(asked.headers().get("X-codefleet-caller")).containsExactly("viewer viewer");
        assertThat(asked.header("Authorization")).isNull();
    }

    @Test
    void anExpiredKeySaysSo() {
        var old = token("old");
        write(List.of(key(old, Role.OPERATOR, Instant.parse("2020-01-01T00:00:00Z"))));

        // Until it has been read again, the key is unknown.
        var deadline = System.nanoTime() + OBEYED_NANOS;
        var answer = send("GET", "/v1/jobs", old.text());
        while (code(answer).equals("UNKNOWN_KEY") && System.nanoTime() < deadline) {
            answer = send("GET", "/v1/jobs", old.text());
        }

        assertThat(code(answer)).isEqualTo("EXPIRED_KEY");
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: bearer TOKEN",
                "authorization: BEARER   TOKEN",
            })
    void theSchemeIsWrittenAnyhow(String header) throws IOException {
        assertThat(raw("/v1/jobs", header)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: TOKEN",
                "Authorization: Basic TOKEN",
                "Authorization: Bearer",
                "Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN",
                "Cookie: Authorization=Bearer TOKEN",
                "X-Forwarded-For: 127.0.0.1"
            })
    void otherProofsAreNone(String header) throws IOException {
        assertThat(raw("/v1/jobs", header)).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/metrics/",
                "//q/metrics",
                "/q//metrics",
                "/q/./metrics",
                "/q/%6detrics",
                "/q/health/../metrics",
                "/q/health/%2e%2e/metrics",
                "/q/health/group/../../metrics",
                "/q/health/group/..%2f..%2fmetrics",
                "/q/health;/../metrics",
                "/q/metrics;a=b",
                "/v1/jobs/../../q/metrics",
                "http://127.0.0.1/q/metrics"
            })
    void noSpellingOfAPathIsAWayAround(String path) throws IOException {
        assertThat(raw(path, "X-None: 1")).doesNotStartWith("HTTP/1.1 2").doesNotContain("# HELP");
        assertThat(raw(path, "Authorization: Bearer TOKEN"))
                .doesNotStartWith("HTTP/1.1 2")
                .doesNotContain("# HELP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs;a=b",
                "/v1/jobs/job1;a=b/cancel",
                "/v1/jobs/job1/cancel;a=b",
                "/v1/jobs/job1%2fcancel",
                "/v1/jobs/x/../job1/cancel",
                "//v1/jobs/job1/cancel"
            })
    void noSpellingOfAPathIsAnotherEndpoint(String path) throws IOException {
        assertThat(raw("POST", path, "Authorization: Bearer TOKEN")).doesNotStartWith("HTTP/1.1 2");
        assertThat(manager.asked()).isEmpty();
    }

    @Test
    void theStreamOfARevokedKeyEnds() throws IOException {
        var leaving = token("leaving");
        assertStreamEnds(leaving, key(leaving, Role.VIEWER, null), () -> write(List.of()));
    }

    @Test
    void theStreamOfAnExpiringKeyEnds() throws IOException {
        var expiring = token("expiring");
        assertStreamEnds(
                expiring,
                key(expiring, Role.VIEWER, Instant.now().plusSeconds(6)),
                () -> {
                    // Time does it.
                });
    }

    @Test
    void theStreamOfAKeyThatMayNotReadAnyMoreEnds() throws IOException {
        var demoted = token("demoted");
        assertStreamEnds(
                demoted,
                key(demoted, Role.VIEWER, null),
                () -> write(List.of(key(demoted, Role.METRICS, null))));
    }

    @Test
    void theStreamOfAKeyThatLosesAProjectEnds() throws IOException {
        var moved = token("moved");
        assertStreamEnds(
                moved,
                ofProjects(moved, "web", "api"),
                () -> write(List.of(ofProjects(moved, "api"))));
    }

    private static AccessKey ofProjects(KeyToken token, String... projects) {
        return new AccessKey(
                token.id(), token.sha256(), Role.VIEWER, List.of(projects), false, null);
    }

    private void assertStreamEnds(KeyToken token, AccessKey key, Runnable change)
            throws IOException {
        write(List.of(key));
        manager.does(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("id: 1\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        var stream = openOnceKnown("/v1/jobs/job1/events", token);
        try (var lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("id: 1");
            change.run();
            var start = System.nanoTime();

            // Ends before the client's own time is over, which is for the answer's beginning.
            assertThatThrownBy(lines::readLine).isInstanceOf(IOException.class);
            assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(10);
        }
    }

    private HttpResponse<java.io.InputStream> openOnceKnown(String path, KeyToken token) {
        var deadline = System.nanoTime() + OBEYED_NANOS;
        while (true) {
            var answer = client.open(path, "Authorization", "Bearer " + token.text());
            if (answer.statusCode() != 401 || System.nanoTime() > deadline) {
                assertThat(answer.statusCode()).isEqualTo(200);
                return answer;
            }
        }
    }

    private HttpResponse<String> call(Endpoint endpoint, @Nullable String token) {
        var path =
                endpoint.path()
                        .replace("{id}", "job1")
                        .replace("{key}", "a")
                        .replace("{sha256}", "0".repeat(64));
        return send(endpoint.method(), path, token);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String token) {
        var hasBody = method.equals("POST") || method.equals("PUT");
        var body =
                hasBody
                        ? HttpRequest.BodyPublishers.ofString("{}")
                        : HttpRequest.BodyPublishers.noBody();
        var request = client.to(path).method(method, body);
        if (hasBody) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build());
    }

    /** With TOKEN in the header for the viewer's. */
    private String raw(String path, String header) throws IOException {
        return raw("GET", path, header);
    }

    private String raw(String method, String path, String header) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var head =
                    method
                            + " "
                            + path
                            + " HTTP/1.1\r\nHost: "
                            + url.getAuthority()
                            + "\r\nConnection: close\r\n"
                            + header.replace("TOKEN", token("viewer").text())
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> resourceMethods() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
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
                .toList();
    }

    private static String pathOf(@Nullable Path path) {
        return path == null ? "" : path.value();
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

    private static KeyToken token(String id) {
        return new KeyToken(id, ("secret-of-" + id + "-").repeat(3));
    }

    private static AccessKey key(KeyToken token, Role role, @Nullable Instant expires) {
        return new AccessKey(token.id(), token.sha256(), role, List.of(), false, expires);
    }

    private static void write(List<AccessKey> others) {
        var keys = new ArrayList<AccessKey>();
        for (var role : Role.values()) {
            keys.add(key(token(role.word()), role, null));
        }
        keys.addAll(others);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, AccessFile.text(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
