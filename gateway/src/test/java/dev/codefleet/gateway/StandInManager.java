package dev.codefleet.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server in a manager's place: keeps what it was asked, and answers what the test says.
 */
public final class StandInManager implements AutoCloseable {
    /** What it was asked. */
    public record Asked(String method, String uri, Map<String, List<String>> headers, byte[] body) {
        public @Nullable String header(String name) {
            var values = headers.get(name);
            return values == null ? null : values.getFirst();
        }
    }

    /** How it answers, the request's body read already. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final String id;
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = exchange -> reply(exchange, 200, "{}");

    public StandInManager(String id) {
        this.id = id;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** What it does with every request from now on. */
    public StandInManager does(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** Answers every request so from now on. */
    public StandInManager answers(int status, String json) {
        return does(exchange -> reply(exchange, status, json));
    }

    public List<Asked> asked() {
        return asked;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How the registry tells of it. */
    public AgentView view(Liveness liveness, AgentState state, Lane... lanes) {
        return Agents.manager(id, url(), liveness, state, lanes);
    }

    public AgentView view() {
        return view(Liveness.ALIVE, AgentState.IDLE, Lane.CODE);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Answers a whole body. */
    public static void reply(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        var type = status < 400 ? "application/json" : "application/problem+json";
        exchange.getResponseHeaders().set("Content-Type", type);
        var hasBody = !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, hasBody ? bytes.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        asked.add(
                new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body));
        behaviour.answer(exchange);
    }
}
