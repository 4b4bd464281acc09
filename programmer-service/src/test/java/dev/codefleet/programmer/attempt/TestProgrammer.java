package dev.codefleet.programmer.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseTypes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** Talks to a programmer as a manager does. */
public final class TestProgrammer {
    private static final SseTypes<AttemptEvent> EVENTS = SseTypes.of(AttemptEvent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    public TestProgrammer(URI address) {
        this.address = address;
    }

    /** Sends an order and follows its events. */
    public TestStream follow(Order order) throws IOException, InterruptedException {
        var request = post("/v1/attempts", order).header("Accept", "text/event-stream").build();
        return stream(request);
    }

    /** Sends an order and waits for its report. */
    public Report run(Order order) throws IOException, InterruptedException {
        try (var stream = follow(order)) {
            return stream.report();
        }
    }

    /** Sends an order without following it. */
    public HttpResponse<String> send(Order order) throws IOException, InterruptedException {
        var request = post("/v1/attempts", order).header("Accept", "application/json").build();
        return http.send(request, BodyHandlers.ofString());
    }

    TestStream events(AttemptId attempt, long lastEventId)
            throws IOException, InterruptedException {
        var request =
                request("/v1/attempts/" + attempt + "/events")
                        .header("Last-Event-ID", Long.toString(lastEventId))
                        .build();
        return stream(request);
    }

    public HttpResponse<String> call(String method, String path)
            throws IOException, InterruptedException {
        var request = request(path).method(method, BodyPublishers.noBody()).build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        var request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> put(String path, Path body) throws IOException, InterruptedException {
        var request = request(path).PUT(BodyPublishers.ofFile(body)).build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<Path> download(String path, Path file) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofFile(file));
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.mapper().readTree(response.body());
    }

    private TestStream stream(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        return new TestStream(response, TestProgrammer::event);
    }

    private static AttemptEvent event(String name, String data) {
        try {
            return EVENTS.read(new SseEvent(null, name, data)).orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder post(String path, Order order) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(order)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    }
}
