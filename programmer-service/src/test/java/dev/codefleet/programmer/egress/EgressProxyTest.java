package dev.codefleet.programmer.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.codefleet.contract.attempt.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy, its clients on a Unix socket, and hosts on the loopback interface. */
@Timeout(60)
class EgressProxyTest {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final EgressLimits LIMITS = new EgressLimits(8, 0, IDLE, LONGEST);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();
    private final LinkedBlockingQueue<String> notes = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @TempDir Path temporary;
    private HttpServer http;
    private volatile List<InetAddress> addresses = List.of(InetAddress.ofLiteral("127.0.0.1"));

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    requests.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Host")
                                    + " "
                                    + new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, 5);
                    exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void aPlainRequestReachesAHostThatIsExcepted() throws Exception {
        try (var proxy = excepting("127.0.0.1/32:" + port());
                var egress = open(proxy)) {
            var answer = ask(egress, get("/a?b"));

            assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("hello");
            assertThat(requests.take()).isEqualTo("GET /a?b host.example:" + port() + " ");
            egress.close();
            assertThat(egress.account().others()).isZero();
            assertThat(egress.account().connections())
                    .singleElement()
                    .satisfies(connection -> {
                        assertThat(connection.host()).isEqualTo("host.example");
                        assertThat(connection.port()).isEqualTo(port());
                        assertThat(connection.refused()).isNull();
                        assertThat(connection.times()).isEqualTo(1);
                        assertThat(connection.bytesReceived()).isEqualTo(answer.length());
                        assertThat(connection.bytesSent()).isPositive();
                    });
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void aTunnelPassesBytesBothWays() throws Exception {
        try (var host = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var proxy = excepting("127.0.0.1/32:" + port(host));
                var egress = open(proxy);
                var client = connect(egress)) {
            // What comes with the head is the host's too.
            write(client, "CONNECT host.example:%d HTTP/1.1\r\n\r\nearly".formatted(port(host)));
            try (var server = host.accept()) {
                assertThat(read(server, 5)).isEqualTo("early");
                assertThat(read(client, 39))
                        .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
                write(server, "answer");
                assertThat(read(client, 6)).isEqualTo("answer");
                write(client, "\0\1more");
                client.shutdownOutput();
                assertThat(read(server, 100)).isEqualTo("\0\1more");
                write(server, "last");
            }
            assertThat(read(client, 100)).isEqualTo("last");
            egress.close();
            assertThat(egress.account().connections())
                    .containsExactly(
                            new Receipt.Connection("host.example", port(host), null, 1, 11, 10));
        }
    }

    @Test
    void aPrivateAddressIsRefusedUnlessItIsExcepted() throws Exception {
        try (var proxy =
                        proxy(
                                new EgressRule(List.of("host.example:" + port()), List.of()),
                                LIMITS);
                var egress = open(proxy)) {
            assertThat(ask(egress, get("/")))
                    .startsWith("HTTP/1.1 403 Forbidden")
                    .contains("it is at a loopback address (codefleet.programmer.egress-private)");
            assertThat(ask(egress, "CONNECT host.example:%d HTTP/1.1\r\n\r\n".formatted(port())))
                    .startsWith("HTTP/1.1 403 Forbidden");
            assertThat(ask(egress, get("127.0.0.1", "/"))).startsWith("HTTP/1.1 403 Forbidden");

            assertThat(requests).isEmpty();
            assertThat(egress.account().connections())
                    .extracting(Receipt.Connection::host, Receipt.Connection::times)
                    .containsExactly(Tuple.tuple("host.example", 2L), Tuple.tuple("127.0.0.1", 1L));
        }
        assertThat(notes)
                .hasSize(2)
                .first()
                .asString()
                .contains(
                        "network: host.example:" + port() + " is not reached: it is at a loopback");
    }

    @Test
    void aHostThatIsOnNoListIsNotEvenLookedUp() throws Exception {
        try (var proxy = proxy(new EgressRule(List.of("packages"), List.of()), LIMITS);
                var egress = open(proxy)) {
            assertThat(ask(egress, get("/")))
                    .startsWith("HTTP/1.1 403 Forbidden")
                    .contains("this host is not on the list (codefleet.programmer.egress-hosts)");
        }
        assertThat(lookups).hasValue(0);
    }

    @Test
    void aNameIsLookedUpOnceAndTheAddressThatWasJudgedIsReached() throws Exception {
        try (var proxy = excepting("127.0.0.1/32:" + port());
                var egress = open(proxy)) {
            assertThat(ask(egress, get("/"))).startsWith("HTTP/1.1 200");
            assertThat(lookups).hasValue(1);

            addresses =
                    List.of(
                            InetAddress.ofLiteral("127.0.0.1"),
                            InetAddress.ofLiteral("169.254.169.254"));

            assertThat(ask(egress, get("/"))).startsWith("HTTP/1.1 403").contains("metadata");
            assertThat(lookups).hasValue(2);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void anUnknownNameAndAHostThatDoesNotAnswerAreTold() throws Exception {
        var gone = port();
        http.stop(0);
        try (var proxy = excepting("127.0.0.1/32:" + gone);
                var egress = open(proxy)) {
            assertThat(ask(egress, get("/")))
                    .startsWith("HTTP/1.1 502 Bad Gateway")
                    .contains("it does not answer");
            addresses = List.of();
            assertThat(ask(egress, get("/")))
                    .startsWith("HTTP/1.1 502 Bad Gateway")
                    .contains("its name is not known");
        }
    }

    @Test
    void aSecondRequestOnTheSameConnectionIsNotTheFirstHosts() throws Exception {
        try (var proxy = excepting("127.0.0.1/32:" + port());
                var egress = open(proxy)) {
            var first =
                    "POST http://host.example:%d/first HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"
                            .formatted(port());
            var answer = ask(egress, first + get("other.example", "/second"));

            assertThat(answer).containsOnlyOnce("HTTP/1.1 200").endsWith("hello");
        }
        assertThat(requests).containsExactly("POST /first host.example:" + port() + " ab");
    }

    @Test
    void whatIsNoRequestIsAnsweredAndCounted() throws Exception {
        try (var proxy = excepting("127.0.0.1/32:" + port());
                var egress = open(proxy)) {
            assertThat(ask(egress, "GET / HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request");
            assertThat(ask(egress, "GET http://2130706433/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request");
            assertThat(ask(egress, "GET / HTTP/1.1\r\nA: " + "a".repeat(16_384)))
                    .startsWith("HTTP/1.1 431 ");

            assertThat(egress.account()).isEqualTo(new Receipt.Egress(List.of(), 3));
        }
    }

    @Test
    void moreConnectionsAtOnceThanAreAllowedAreRefused() throws Exception {
        var rule = new EgressRule(List.of(), List.of("host.example:" + port()));
        try (var proxy = proxy(rule, new EgressLimits(2, 0, IDLE, LONGEST));
                var egress = open(proxy)) {
            var first = connect(egress);
            try (first;
                    var _ = connect(egress);
                    var third = connect(egress)) {
                assertThat(read(third, 1_000))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("codefleet.programmer.egress-max-connections");
                write(first, get("/"));
                assertThat(read(first, 1_000)).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(notes).hasSize(1);
    }

    @Test
    void bytesOfAnAttemptAreLimited() throws Exception {
        var rule = new EgressRule(List.of(), List.of("host.example:" + port()));
        try (var proxy = proxy(rule, new EgressLimits(8, 200, IDLE, LONGEST));
                var egress = open(proxy)) {
            assertThat(ask(egress, get("/" + "a".repeat(300)))).isEmpty();
            assertThat(ask(egress, get("/"))).isEmpty();
        }
        assertThat(requests).isEmpty();
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("codefleet.programmer.egress-max-bytes");
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (var host = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var proxy = excepting("127.0.0.1/32:" + port(host));
                var egress = open(proxy);
                var mute = connect(egress);
                var client = connect(egress)) {
            write(client, "CONNECT host.example:%d HTTP/1.1\r\n\r\n".formatted(port(host)));
            try (var server = host.accept()) {
                read(client, 39);

                now.addAndGet(Duration.ofSeconds(31).toNanos());
                proxy.look();
                assertThat(read(mute, 1)).isEmpty();
                write(server, "still there");
                assertThat(read(client, 11)).isEqualTo("still there");

                now.addAndGet(IDLE.toNanos() + 1);
                proxy.look();
                assertThat(read(client, 1)).isEmpty();
                assertThat(read(server, 1)).isEmpty();
            }
        }
    }

    @Test
    void aConnectionEndsAfterItsLongestTimeHoweverBusyItIs() throws Exception {
        try (var host = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var proxy = excepting("127.0.0.1/32:" + port(host));
                var egress = open(proxy);
                var client = connect(egress)) {
            write(client, "CONNECT host.example:%d HTTP/1.1\r\n\r\n".formatted(port(host)));
            try (var server = host.accept()) {
                read(client, 39);
                now.addAndGet(LONGEST.toNanos() + 1);
                write(server, "busy");
                assertThat(read(client, 4)).isEqualTo("busy");

                proxy.look();

                assertThat(read(client, 1)).isEmpty();
            }
        }
    }

    @Test
    void theReceiptListsAHundredKindsOfConnectionsAndCountsTheOthers() throws Exception {
        try (var proxy = proxy(new EgressRule(List.of(), List.of()), LIMITS);
                var egress = open(proxy)) {
            for (var i = 0; i < 103; i++) {
                ask(egress, get("host%d.example".formatted(i), "/"));
            }

            assertThat(egress.account().connections()).hasSize(100);
            assertThat(egress.account().others()).isEqualTo(3);
        }
        assertThat(notes).hasSize(20);
    }

    @Test
    void nothingIsLeftOpenAtTheEnd() throws Exception {
        try (var host = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var proxy = excepting("127.0.0.1/32:" + port(host))) {
            var egress = open(proxy);
            try (var mute = connect(egress);
                    var client = connect(egress)) {
                write(client, "CONNECT host.example:%d HTTP/1.1\r\n\r\n".formatted(port(host)));
                try (var server = host.accept()) {
                    read(client, 39);

                    egress.close();

                    assertThat(read(mute, 1)).isEmpty();
                    assertThat(read(client, 1)).isEmpty();
                    assertThat(read(server, 1)).isEmpty();
                }
            }
        }
    }

    /** One that reaches {@code host.example} at the port of the exception, a network. */
    private EgressProxy excepting(String exception) {
        var host = "host.example" + exception.substring(exception.lastIndexOf(':'));
        return proxy(new EgressRule(List.of(host), List.of(exception)), LIMITS);
    }

    private EgressProxy proxy(EgressRule rule, EgressLimits limits) {
        var names =
                new Names() {
                    @Override
                    public List<InetAddress> addresses(String name) throws UnknownHostException {
                        lookups.incrementAndGet();
                        if (addresses.isEmpty()) {
                            throw new UnknownHostException(name);
                        }
                        return addresses;
                    }

                    @Override
                    public boolean isOwn(InetAddress address) {
                        return false;
                    }
                };
        return new EgressProxy(rule, limits, names, now::get);
    }

    private AttemptEgress open(EgressProxy proxy) throws IOException {
        return proxy.open(temporary.resolve("socket"), notes::add);
    }

    private int port() {
        return http.getAddress().getPort();
    }

    private static int port(ServerSocketChannel host) throws IOException {
        return ((InetSocketAddress) host.getLocalAddress()).getPort();
    }

    private String get(String path) {
        return get("host.example", path);
    }

    private String get(String host, String path) {
        return "GET http://%s:%d%s HTTP/1.1\r\nHost: ignored\r\n\r\n".formatted(host, port(), path);
    }

    private static SocketChannel connect(AttemptEgress egress) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(egress.socket()));
    }

    private static String ask(AttemptEgress egress, String request) throws IOException {
        try (var client = connect(egress)) {
            write(client, request);
            return read(client, 100_000);
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads until there are so many bytes, or the other side ends. */
    private static String read(SocketChannel channel, int most) throws IOException {
        var buffer = ByteBuffer.allocate(most);
        try {
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                continue;
            }
        } catch (IOException _) {
            // It has ended while something was on its way to it.
        }
        return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
    }
}
