package dev.codefleet.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.HeartbeatReply;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A real HTTP server in a registry's place. It tells of the agents that the test put, at {@link
 * #AGENTS}, and keeps what the gateway registered, to be read at {@link #REGISTERED}.
 */
public final class StandInRegistry implements QuarkusTestResourceLifecycleManager {
    static final String AGENTS = "/test/agents";
    static final String REGISTERED = "/test/registered";

    private static final long KEEP_ALIVE_MS = 1_000;

    private final Map<String, String> registered = new ConcurrentHashMap<>();
    private final CountDownLatch isRegistered = new CountDownLatch(1);
    private final HttpServer server;

    // Guarded by this.
    private List<AgentView> agents = List.of();
    private long revision = 1;

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
        server.createContext("/q/health/live", exchange -> reply(exchange, Map.of("status", "UP")));
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
                registered.put(path, body);
                isRegistered.countDown();
            }
            case "DELETE" -> registered.remove(path);
            default -> {
                // A beat.
            }
        }
        reply(exchange, new HeartbeatReply(KEEP_ALIVE_MS));
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
            agents = next;
            revision++;
            notifyAll();
        }
        reply(exchange, next);
    }

    /** Each change is told as a whole new snapshot. */
    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Sse.MEDIA_TYPE);
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
                        told = revision;
                        text = Sse.encode(Sse.json(Long.toString(told), snapshot()));
                    }
                }
                exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private WatchEvent.Snapshot snapshot() {
        return new WatchEvent.Snapshot(revision, false, agents);
    }

    private static void reply(HttpExchange exchange, Object json) throws IOException {
        var bytes = Json.bytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
