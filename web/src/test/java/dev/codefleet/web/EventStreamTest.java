package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventStreamTest {
    @TestHTTPResource("/echo")
    URI base;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatIsSentArrivesInOrderAndTheStreamEnds() throws Exception {
        var response =
                client.send(request("/stream?count=500"), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Type")).hasValue(Sse.MEDIA_TYPE);
        var events = parse(response.body());
        assertThat(events).hasSize(500);
        assertThat(events.get(499)).isEqualTo(new SseEvent("500", "tick", "n".repeat(500)));
    }

    @Test
    void aSilentStreamIsOpenAtOnceAndKeptAlive() throws Exception {
        var response =
                client.send(request("/stream?count=0"), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var i = 0; i < 6; i++) {
                assertThat(lines.readLine()).isIn(i == 0 ? "retry:1000" : ":", "");
            }
        }
    }

    @Test
    void aReaderWhoseQueueOverflowsIsEndedWithALastWord() throws Exception {
        var response = client.send(request("/flood"), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(parse(response.body())).containsExactly(new SseEvent(null, "resync", "11"));
    }

    @Test
    void aWriterThatWaitsForRoomLosesNothingToASlowReader() throws Exception {
        var response =
                client.send(
                        request("/patient?count=20000"), HttpResponse.BodyHandlers.ofInputStream());
        var parser = new SseParser();
        var events = new ArrayList<SseEvent>();
        var chunk = new byte[1 << 16];
        try (var body = response.body()) {
            for (int length; (length = body.read(chunk)) >= 0; ) {
                parser.feed(java.util.Arrays.copyOf(chunk, length), events::add);
                // Slower than any writer.
                Thread.yield();
            }
        }
        assertThat(events).hasSize(20_001);
        assertThat(events.get(19_999).id()).isEqualTo("20000");
        assertThat(events.getLast()).isEqualTo(new SseEvent(null, "end", "20000"));
    }

    @Test
    void aReaderThatLeavesDisturbsNobody() throws Exception {
        for (var i = 0; i < 5; i++) {
            leaveEarly();
        }
        var response =
                client.send(request("/stream?count=1"), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(parse(response.body())).hasSize(1);
    }

    private void leaveEarly() throws IOException, InterruptedException {
        var response =
                client.send(request("/stream?count=0"), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            assertThat(body.read()).isEqualTo('r');
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).build();
    }

    private static List<SseEvent> parse(byte[] body) {
        var events = new ArrayList<SseEvent>();
        new SseParser().feed(body, events::add);
        return events;
    }
}
