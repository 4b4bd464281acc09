package dev.codefleet.programmer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

class EventLoopsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger handled = new AtomicInteger();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        var server = vertx.createHttpServer();
        server.requestHandler(request -> {
            handled.incrementAndGet();
            request.response().end();
        });
        var listening = server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture();
        port = listening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).actualPort();
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @RepeatedTest(100)
    void whatHasComeToABusyLoopIsReadOnceItHasCaughtUp() throws Exception {
        var isFree = new CountDownLatch(1);
        vertx.nettyEventLoopGroup().forEach(loop -> loop.execute(() -> await(isFree)));
        try (var first = send();
                var second = send()) {
            var caughtUp = new EventLoops(vertx).caughtUp();
            assertThat(caughtUp).isNotDone();
            isFree.countDown();
            caughtUp.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(handled).hasValue(2);
        } finally {
            isFree.countDown();
        }
    }

    /** A connection with a request that was sent. */
    private Socket send() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
