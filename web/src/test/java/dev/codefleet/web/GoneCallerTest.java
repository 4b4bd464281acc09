package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class GoneCallerTest {
    private static final Logger ROOT = Logger.getLogger("");

    @TestHTTPResource URI base;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                        errors.add(line.getLoggerName() + ": " + line.getMessage());
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        ROOT.addHandler(handler);
    }

    @AfterEach
    void leave() {
        ROOT.removeHandler(handler);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /echo/a, Content-Length: 1000",
        "POST, /echo/a, Transfer-Encoding: chunked",
        "PUT, /echo/a/bytes, Content-Length: 1000",
        "PUT, /echo/a/stream, Content-Length: 1000",
        "PUT, /echo/a/stream, Transfer-Encoding: chunked"
    })
    void aCallerThatVanishesInMidBodyIsNoError(String method, String path, String length)
            throws IOException {
        for (var reset : List.of(true, false)) {
            try (var socket = new Socket(base.getHost(), base.getPort())) {
                // Ends with a reset rather than with a goodbye.
                socket.setSoLinger(reset, 0);
                var head =
                        method
                                + " "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + length
                                + "\r\n\r\n"
                                + (length.startsWith("T") ? "a\r\n{\"incarna" : "{\"incarna");
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                awaitBegun();
            }
        }
        awaitAnswered();
        assertThat(errors).isEmpty();
    }

    @Test
    void aFullDiskIsNoBugAndIsNamed() throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            var request = "GET /echo/full HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 507")
                    .contains("DISK_FULL");
        }
        assertThat(errors).singleElement().asString().startsWith(DiskFull.class.getName());
    }

    /** The request before was received when a later one was answered. */
    private void awaitBegun() throws IOException {
        ping();
    }

    private void awaitAnswered() throws IOException {
        for (var i = 0; i < 20; i++) {
            ping();
        }
    }

    private void ping() throws IOException {
        base.resolve("/echo/number?n=1").toURL().openStream().close();
    }
}
