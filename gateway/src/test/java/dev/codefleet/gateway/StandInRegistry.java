package dev.codefleet.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.HeartbeatReply;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server in a registry's place: see {@link StandInRegistryWireTest} for what it has in
 * common with one. It tells of the agents that the test put, at {@link #AGENTS}, and keeps what the
 * gateway registered, to be read at {@link #REGISTERED}.
 */
public final class StandInRegistry implements QuarkusTestResourceLifecycleManager {
    static final String AGENTS = "/test/agents";
    static final String REGISTERED = "/test/registered";

    private static final long KEEP_ALIVE_MS = 1_000;

    private final Map<String, String> registered = new ConcurrentHashMap<>();
    private final CountDownLatch isRegistered = new CountDownLatch(1);
    private final HttpServer server;

    // Guarded by this.
    private final Map<AgentId, Told> agents = new TreeMap<>();
    private final Map<AgentId, Long> removed = new HashMap<>();
    private long revision = 1;

    /** An agent, and the revision that last changed it. */
    private record Told(long revision, AgentView view) {}

    public StandInRegistry() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/agents", this::register);
        server.createContext("/v1/agents/events", this::watch);
        server.createContext(
                "/q/health/live",
                exchange -> reply(exchange, Map.of("status", "UP", "checks", List.of())));
        server.createContext(AGENTS, this::put);
        server.createContext(REGISTERED, this::tellRegistered);
        server.start();
        return Map.of("codefleet.registries", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private void register(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                var registration = read(exchange, body, Registration.class);
                if (registration != null && isCurrent(exchange, path, registration.incarnation())) {
                    registered.put(path, body);
                    isRegistered.countDown();
                    reply(exchange, new HeartbeatReply(KEEP_ALIVE_MS));
                }
            }
            case "DELETE" -> {
                var query = exchange.getRequestURI().getQuery();
                if (isCurrent(exchange, path, Long.parseLong(query.split("=", 2)[1]))) {
                    registered.remove(path);
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                }
            }
            default -> {
                var beat = read(exchange, body, Heartbeat.class);
                if (beat != null) {
                    beat(exchange, path.replace("/heartbeat", ""), beat.incarnation());
                }
            }
        }
    }

    private void beat(HttpExchange exchange, String path, long incarnation) throws IOException {
        if (!isCurrent(exchange, path, incarnation)) {
            return;
        }
        if (incarnation == incarnationOf(path)) {
            reply(exchange, new HeartbeatReply(KEEP_ALIVE_MS));
        } else {
            refuse(exchange, 404, "Unknown agent", "UNKNOWN_AGENT");
        }
    }

    /** Whether no newer life of the agent has registered; if one has, that is the answer. */
    private boolean isCurrent(HttpExchange exchange, String path, long incarnation)
            throws IOException {
        if (incarnation >= incarnationOf(path)) {
            return true;
        }
        refuse(exchange, 410, "Superseded", "SUPERSEDED");
        return false;
    }

    /** 0 for an agent that is not registered. */
    private long incarnationOf(String path) throws IOException {
        var known = registered.get(path);
        return known == null ? 0 : Json.mapper().readValue(known, Registration.class).incarnation();
    }

    /** The body; null if it cannot be read, which is the answer then. */
    private static <T> @Nullable T read(HttpExchange exchange, String body, Class<T> type)
            throws IOException {
        try {
            return Json.mapper().readValue(body, type);
        } catch (JsonProcessingException _) {
            refuse(exchange, 400, "Malformed JSON", "MALFORMED_JSON");
            return null;
        }
    }

    /** Answers once there is one. */
    private void tellRegistered(HttpExchange exchange) throws IOException {
        try {
            if (!isRegistered.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody registered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        reply(exchange, registered);
    }

    private void put(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var next = Json.mapper().readValue(body, new TypeReference<List<AgentView>>() {});
        synchronized (this) {
            revision++;
            var named = next.stream().map(AgentView::id).collect(Collectors.toSet());
            agents.keySet().stream()
                    .filter(id -> !named.contains(id))
                    .forEach(id -> removed.put(id, revision));
            agents.keySet().retainAll(named);
            next.forEach(view -> agents.put(view.id(), new Told(revision, view)));
            removed.keySet().removeAll(named);
            notifyAll();
        }
        reply(exchange, next);
    }

    /** First all agents, then what has changed since. */
    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Sse.MEDIA_TYPE);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        var told = 0L;
        try {
            while (true) {
                var text = Sse.KEEP_ALIVE;
                synchronized (this) {
                    if (revision == told) {
                        wait(KEEP_ALIVE_MS);
                    }
                    if (revision != told) {
                        var event = told == 0 ? snapshot() : changesAfter(told);
                        told = revision;
                        text = Sse.encode(Sse.json(Long.toString(told), event));
                    }
                }
                exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private WatchEvent snapshot() {
        return new WatchEvent.Snapshot(
                revision, false, agents.values().stream().map(Told::view).toList());
    }

    private WatchEvent changesAfter(long told) {
        var changed = agents.values().stream().filter(each -> each.revision() > told);
        var gone = removed.entrySet().stream().filter(each -> each.getValue() > told);
        return new WatchEvent.Delta(
                revision,
                false,
                changed.map(Told::view).toList(),
                gone.map(Map.Entry::getKey).toList());
    }

    private static void refuse(HttpExchange exchange, int status, String title, String code)
            throws IOException {
        var problem = Problem.of(status, title, code, title + ".");
        answer(exchange, status, "application/problem+json", problem);
    }

    private static void reply(HttpExchange exchange, Object json) throws IOException {
        answer(exchange, 200, "application/json", json);
    }

    private static void answer(HttpExchange exchange, int status, String type, Object json)
            throws IOException {
        var bytes = Json.bytes(json);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
