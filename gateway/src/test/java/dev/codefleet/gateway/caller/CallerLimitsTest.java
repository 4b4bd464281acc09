package dev.codefleet.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.codefleet.gateway.StandInManager;
import dev.codefleet.gateway.StandInRegistry;
import dev.codefleet.gateway.TestFleet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One client takes what it can get; another, from another address, must not feel it. */
@QuarkusTest
@TestProfile(CallerLimitsTest.AsShipped.class)
@WithTestResource(StandInRegistry.class)
class CallerLimitsTest {
    private static final String GREEDY = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final String EVENTS = "GET /v1/jobs/job1/events";
    private static final String UPLOAD = "PUT /v1/repositories/" + "0".repeat(64);

    /** Time for a gateway to notice that a client has gone. */
    private static final long NOTICED_NANOS = 10_000_000_000L;

    /** The limits of streams that a gateway has by default; tests have fewer. */
    public static final class AsShipped implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "codefleet.gateway.max-streams", "1000",
                    "codefleet.gateway.max-requests-per-caller", "20",
                    "codefleet.gateway.max-uploads-per-caller", "3");
        }
    }

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

    private final StandInManager manager = new StandInManager("manager-1");
    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore held = new Semaphore(0);
    private final Deque<Socket> open = new ArrayDeque<>();

    @BeforeEach
    void connect() {
        manager.does(this::goOn);
        fleet.is(manager.view());
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        closeAll();
        manager.close();
    }

    @Test
    void aThousandStreamsOfOneClientShutNobodyOut() throws IOException {
        var answers = askFor(1_000, EVENTS, GREEDY);

        assertThat(ask(EVENTS, OTHER)).startsWith("HTTP/1.1 200");
        assertThat(answers).filteredOn(each -> each.startsWith("HTTP/1.1 200")).hasSize(200);
        assertThat(answers.peekLast())
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("Retry-After: 1\r\n")
                .contains("TOO_MANY_STREAMS_OF_CALLER")
                .contains("CODEFLEET_GATEWAY_MAX_STREAMS_PER_CALLER");
    }

    @Test
    void streamsThatBreakOffAreGivenBack() throws IOException {
        assertThat(askFor(201, EVENTS, GREEDY).peekLast()).startsWith("HTTP/1.1 429");
        closeAll();

        var deadline = System.nanoTime() + NOTICED_NANOS;
        var answer = ask(EVENTS, GREEDY);
        while (answer.startsWith("HTTP/1.1 429") && System.nanoTime() < deadline) {
            answer = ask(EVENTS, GREEDY);
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void requestsUnderWayOfOneClientShutNobodyOut() throws Exception {
        var slow = "GET /v1/jobs/job1";
        for (var i = 0; i < 20; i++) {
            send(slow, GREEDY, "");
        }
        assertThat(held.tryAcquire(20, 10, TimeUnit.SECONDS)).isTrue();

        assertThat(ask(slow, GREEDY))
                .startsWith("HTTP/1.1 429")
                .contains("TOO_MANY_REQUESTS_OF_CALLER")
                .contains("CODEFLEET_GATEWAY_MAX_REQUESTS_PER_CALLER");
        assertThat(ask("GET /v1/jobs/job2", OTHER)).startsWith("HTTP/1.1 200");
    }

    @Test
    void halfSentUploadsOfOneClientShutNobodyOut() throws IOException {
        var half = "Content-Type: application/octet-stream\r\nContent-Length: 2\r\n";
        for (var i = 0; i < 3; i++) {
            send(UPLOAD, GREEDY, half + "Expect: 100-continue\r\n");
            assertThat(read(last())).startsWith("HTTP/1.1 100");
        }

        send(UPLOAD, GREEDY, half);
        assertThat(read(last()))
                .startsWith("HTTP/1.1 429")
                .contains("TOO_MANY_UPLOADS_OF_CALLER")
                .contains("CODEFLEET_GATEWAY_MAX_UPLOADS_PER_CALLER");
        send(UPLOAD, OTHER, half + "Expect: 100-continue\r\n");
        assertThat(read(last())).startsWith("HTTP/1.1 100");
    }

    private void goOn(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/v1/jobs/job2")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (exchange.getRequestURI().getPath().endsWith("/events")) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: {}\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
        held.release();
        try {
            release.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private Deque<String> askFor(int times, String what, String from) throws IOException {
        var answers = new ArrayDeque<String>();
        for (var i = 0; i < times; i++) {
            answers.add(ask(what, from));
        }
        return answers;
    }

    /** The beginning of the answer; the connection stays open. */
    private String ask(String what, String from) throws IOException {
        send(what, from, "");
        return read(last());
    }

    private void send(String what, String from, String headers) throws IOException {
        var server = InetAddress.ofLiteral("127.0.0.1");
        var socket = new Socket(server, url.getPort(), InetAddress.ofLiteral(from), 0);
        open.add(socket);
        socket.setSoTimeout(20_000);
        var head = what + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private Socket last() {
        return open.getLast();
    }

    private static String read(Socket socket) throws IOException {
        var answer = new byte[2_000];
        var length = socket.getInputStream().read(answer);
        return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    private void closeAll() throws IOException {
        for (var socket : open) {
            socket.close();
        }
        open.clear();
    }
}
