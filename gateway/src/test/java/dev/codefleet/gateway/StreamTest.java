package dev.codefleet.gateway;

import static dev.codefleet.gateway.GatewayClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StandInRegistry.class)
class StreamTest {
    private static final int MAX_STREAMS = 20;
    private static final String EVENTS = "/v1/jobs/job1/events";

    @TestHTTPResource("/")
    URI url;

    @Inject TestFleet fleet;

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
    }

    @Test
    void eventsComeWhileTheStreamGoesOn() throws Exception {
        manager.does(exchange -> {
            begin(exchange, "text/event-stream");
            write(exchange, "id: 8\nevent: cmd\ndata: {}\n\n");
            await(release);
            write(exchange, "id: 9\nevent: status\ndata: {}\n\n");
            exchange.close();
        });

        try (var events = lines(client.open(EVENTS, "Last-Event-ID", "7"))) {
            assertThat(events.readLine()).isEqualTo("id: 8");
            release.countDown();
            assertThat(events.lines()).contains("id: 9");
        }

        assertThat(manager.asked().getFirst().header("Last-event-id")).isEqualTo("7");
    }

    @Test
    void theStreamBreaksWhenTheManagerIsLost() throws Exception {
        manager.does(exchange -> {
            begin(exchange, "text/event-stream");
            write(exchange, "id: 1\ndata: {}\n\n");
            await(release);
            throw new IOException("lost");
        });

        try (var events = lines(client.open(EVENTS))) {
            assertThat(events.readLine()).isEqualTo("id: 1");
            release.countDown();
            assertThatThrownBy(
                            () -> {
                                while (events.readLine() != null) {
                                    // What was sent before may still come.
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientThatGoesAwayEndsTheManagersStream() throws Exception {
        var ended = new CompletableFuture<IOException>();
        manager.does(exchange -> {
            begin(exchange, "text/event-stream");
            try {
                while (true) {
                    write(exchange, ":" + "keep alive ".repeat(100) + "\n\n");
                }
            } catch (IOException e) {
                ended.complete(e);
                throw e;
            }
        });

        try (var events = client.open(EVENTS).body()) {
            assertThat(events.read()).isEqualTo(':');
        }

        assertThat(ended.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aLargeBundleArrivesByteForByte() throws Exception {
        var bundle = new byte[20_000_000];
        new Random(1).nextBytes(bundle);
        manager.does(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-bundle");
            exchange.sendResponseHeaders(200, bundle.length);
            exchange.getResponseBody().write(bundle);
            exchange.close();
        });

        var answer = client.open("/v1/jobs/job1/result.bundle");

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/x-git-bundle");
        try (var body = answer.body()) {
            assertThat(body.readAllBytes()).isEqualTo(bundle);
        }
    }

    @Test
    void aSlowClientHoldsTheManagerBack() throws Exception {
        var written = new java.util.concurrent.atomic.AtomicLong();
        var finished = new CountDownLatch(1);
        var piece = new byte[1 << 16];
        var pieces = 1_000;
        manager.does(exchange -> {
            begin(exchange, "application/x-git-bundle");
            for (var i = 0; i < pieces; i++) {
                exchange.getResponseBody().write(piece);
                written.addAndGet(piece.length);
            }
            exchange.close();
            finished.countDown();
        });

        try (InputStream body = client.open("/v1/jobs/job1/result.bundle").body()) {
            assertThat(body.read()).isZero();
            // Buffers of four sockets and two programs fit some MiB; all of it must not.
            assertThat(finished.await(1, TimeUnit.SECONDS)).isFalse();
            assertThat(written.get()).isLessThan((long) pieces * piece.length);
            assertThat(body.readAllBytes()).hasSize(pieces * piece.length - 1);
        }
        assertThat(finished.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void openStreamsAreBounded() throws Exception {
        manager.does(exchange -> {
            begin(exchange, "text/event-stream");
            write(exchange, "data: {}\n\n");
            await(release);
            exchange.close();
        });
        var open = new ArrayList<BufferedReader>();
        for (var i = 0; i < MAX_STREAMS; i++) {
            var reader = lines(client.open(EVENTS));
            assertThat(reader.readLine()).isEqualTo("data: {}");
            open.add(reader);
        }

        var refused = client.get(EVENTS);
        release.countDown();
        for (var reader : open) {
            assertThat(reader.lines()).isNotEmpty();
        }
        var allowedAgain = client.get(EVENTS);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("TOO_MANY_STREAMS");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(allowedAgain.statusCode()).isEqualTo(200);
    }

    private static void begin(HttpExchange exchange, String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test did not release it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
