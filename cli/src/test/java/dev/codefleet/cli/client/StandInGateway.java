package dev.codefleet.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A real HTTP server with prepared answers, given in order. */
public final class StandInGateway implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What was asked. */
    public record Request(
            String uri,
            @Nullable String idempotencyKey,
            @Nullable String lastEventId,
            @Nullable String authorization) {}

    private record Answer(int status, String type, byte[] body) {}

    public StandInGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void answer(int status, String type, String body) {
        answer(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(int status, String type, byte[] body) {
        answers.add(new Answer(status, type, body));
    }

    public void stream(String events) {
        answer(200, "text/event-stream", events);
    }

    public List<Request> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            requests.add(
                    new Request(
                            exchange.getRequestURI().toString(),
                            headers.getFirst("Idempotency-Key"),
                            headers.getFirst("Last-Event-ID"),
                            headers.getFirst("Authorization")));
            var answer = answers.remove();
            var bytes = answer.body();
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            // A length of zero would mean one that is not known.
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
