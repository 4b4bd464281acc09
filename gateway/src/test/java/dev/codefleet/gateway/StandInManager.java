package dev.codefleet.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.Answers;
import dev.codefleet.contracttests.InMemoryJobs;
import dev.codefleet.support.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server in a manager's place: keeps what it was asked, and answers as a manager
 * without programmers does, or what the test says.
 */
public final class StandInManager implements AutoCloseable {
    /** One request to it. */
    public record Asked(String method, String uri, Map<String, List<String>> headers, byte[] body) {
        public @Nullable String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** How it answers. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final String DEMAND = "/v1/demand";

    private final String id;
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour;

    public StandInManager(String id) {
        this.id = id;
        this.behaviour = new InMemoryJobs(id)::answer;
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

    /** Answers every request with this success from now on. */
    public StandInManager answers(int status, Object body) {
        return does(exchange -> Answers.reply(exchange, status, Json.text(body)));
    }

    /** Refuses every request from now on. */
    public StandInManager refuses(Problem problem) {
        return does(exchange -> Answers.refuse(exchange, problem));
    }

    /** What callers had passed on to it: the gateway asks for demand on its own, at any time. */
    public List<Asked> asked() {
        return asked.stream().filter(request -> !request.uri().equals(DEMAND)).toList();
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

    private void handle(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        asked.add(
                new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body));
        exchange.setStreams(new ByteArrayInputStream(body), null);
        behaviour.answer(exchange);
    }
}
