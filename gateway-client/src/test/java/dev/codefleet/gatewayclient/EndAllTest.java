package dev.codefleet.gatewayclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that lets go of its connections waits for nothing at its end. */
class EndAllTest {

    @Test
    void noThreadWaitsForTheNetworkAfterwards() throws Exception {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(404, -1);
                    }
                });
        server.start();
        try {
            var process = start("http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("has ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(0);
        } finally {
            server.stop(0);
        }
    }

    /** A process of its own: what is ended stays so for all of it. */
    private static Process start(String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndAllTest.class.getName(),
                        url)
                .inheritIO()
                .start();
    }

    /** Calls a gateway, ends all, and exits with 0 once nothing waits for the network. */
    public static void main(String[] args) throws InterruptedException {
        GatewayClient.at(args[0], Duration.ZERO).hasRepository("none");
        var waiting = waitingForNetwork().orElseThrow();

        GatewayClient.endAll();

        waiting.join(Duration.ofSeconds(10));
        System.exit(waitingForNetwork().isPresent() ? 1 : 0);
    }

    private static Optional<Thread> waitingForNetwork() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("SelectorManager"))
                .findAny();
    }
}
