package dev.codefleet.programmer.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an attempt to its proxy: one request, and what is passed for it. Its thread
 * passes what the client sends, and one of its own what the host sends.
 */
final class ProxyConnection {
    private static final int HEAD_BYTES = 16 * 1024;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int UNREAD_BYTES = 64 * 1024;
    private static final Duration HEAD_TIME = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final AttemptEgress egress;
    private final SocketChannel client;
    private final long since;
    private volatile @Nullable SocketChannel host;
    private volatile long last;
    private volatile boolean isClosed;
    private long sent;

    /** Written by its own thread, which is waited for before it is read. */
    private long received;

    ProxyConnection(AttemptEgress egress, SocketChannel client) {
        this.egress = egress;
        this.client = client;
        this.since = egress.nanos();
        this.last = since;
    }

    /** Serves the client until one of both ends, or it is closed. */
    void run() {
        try (client) {
            var buffer = ByteBuffer.allocate(Math.max(HEAD_BYTES, BUFFER_BYTES));
            var head = readHead(buffer);
            if (head.isEmpty()) {
                return;
            }
            switch (ProxyRequest.parse(head.get())) {
                case ProxyRequest.Bad(var why) -> {
                    egress.ledger().unread();
                    answer("400 Bad Request", why);
                }
                case ProxyRequest.Tunnel(var target) -> {
                    if (connect(target)) {
                        say("HTTP/1.1 200 Connection established\r\n\r\n");
                        pass(target, buffer, null);
                    }
                }
                case ProxyRequest.Forward(var target, var request, var body) -> {
                    if (connect(target)) {
                        sent += write(connected(), request);
                        pass(target, buffer, body);
                    }
                }
            }
        } catch (IOException _) {
            // One of both is gone, or this was closed. Either sees that.
            close();
        } catch (InterruptedException _) {
            close();
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Closes it if nothing has passed for too long, or it has lasted for too long. */
    void look(EgressLimits limits, long now) {
        var idle = host == null ? HEAD_TIME : limits.idle();
        if (now - last > idle.toNanos() || now - since > limits.longest().toNanos()) {
            close();
        }
    }

    void close() {
        isClosed = true;
        AttemptEgress.closeQuietly(client);
        var channel = host;
        if (channel != null) {
            AttemptEgress.closeQuietly(channel);
        }
    }

    /**
     * @return empty if the client ends or says too much before; what is in the buffer then comes
     *     after the head
     */
    private Optional<String> readHead(ByteBuffer buffer) throws IOException {
        var from = 0;
        while (true) {
            if (!buffer.hasRemaining()) {
                egress.ledger().unread();
                answer("431 Request Header Fields Too Large", "At most " + HEAD_BYTES + " bytes.");
                return Optional.empty();
            }
            if (client.read(buffer) < 0) {
                egress.ledger().unread();
                return Optional.empty();
            }
            for (var at = from; at + END_OF_HEAD.length <= buffer.position(); at++) {
                if (isEndOfHead(buffer, at)) {
                    var head = new String(buffer.array(), 0, at, StandardCharsets.ISO_8859_1);
                    buffer.flip().position(at + END_OF_HEAD.length);
                    return Optional.of(head);
                }
            }
            from = Math.max(0, buffer.position() - END_OF_HEAD.length + 1);
        }
    }

    private static boolean isEndOfHead(ByteBuffer buffer, int at) {
        for (var i = 0; i < END_OF_HEAD.length; i++) {
            if (buffer.get(at + i) != END_OF_HEAD[i]) {
                return false;
            }
        }
        return true;
    }

    /** Connects to a host if it may be reached; else the client is told why not. */
    private boolean connect(Target target) throws IOException, InterruptedException {
        var refusal = egress.refusal(target);
        if (refusal.isPresent()) {
            refuse("403 Forbidden", target, refusal.get());
            return false;
        }
        var addresses = egress.addresses(target);
        if (addresses.isEmpty()) {
            refuse("502 Bad Gateway", target, "its name is not known");
            return false;
        }
        var unreachable = egress.refusal(target, addresses);
        if (unreachable.isPresent()) {
            refuse("403 Forbidden", target, unreachable.get());
            return false;
        }
        if (!connect(target, addresses)) {
            refuse("502 Bad Gateway", target, "it does not answer");
            return false;
        }
        egress.ledger().opened(target);
        return true;
    }

    /** To the addresses that were judged, and not to the name. */
    private boolean connect(Target target, List<InetAddress> addresses) throws IOException {
        for (var address : addresses) {
            var channel = SocketChannel.open();
            host = channel;
            if (isClosed) {
                close();
                return false;
            }
            last = egress.nanos();
            try {
                var to = new InetSocketAddress(address, target.port());
                channel.socket().connect(to, (int) CONNECT_TIME.toMillis());
                return true;
            } catch (IOException _) {
                AttemptEgress.closeQuietly(channel);
            }
        }
        return false;
    }

    private SocketChannel connected() {
        var channel = host;
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    /**
     * Passes bytes both ways until the host ends.
     *
     * @param buffer what the client has sent already
     * @param body of the one request; null in a tunnel
     */
    private void pass(Target target, ByteBuffer buffer, @Nullable BodyEnd body) {
        var answers = Thread.ofVirtual().name("egress-answers").start(this::passAnswers);
        try {
            passRequest(buffer, body);
        } catch (IOException _) {
            close();
        } finally {
            await(answers);
            egress.ledger().passed(target, sent, received);
        }
    }

    /** What has passed is counted whatever ends this. */
    private void await(Thread answers) {
        var isInterrupted = false;
        while (answers.isAlive()) {
            try {
                answers.join();
            } catch (InterruptedException _) {
                isInterrupted = true;
                close();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void passRequest(ByteBuffer buffer, @Nullable BodyEnd body) throws IOException {
        var to = connected();
        do {
            if (body != null) {
                body.limit(buffer);
            }
            sent += write(to, buffer);
            if (body != null && body.isReached()) {
                // Whatever else the client says is no part of this request, and is not heard.
                return;
            }
            buffer.clear();
        } while (read(client, buffer));
        to.shutdownOutput();
    }

    private void passAnswers() {
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            var from = connected();
            while (read(from, buffer.clear())) {
                received += write(client, buffer);
            }
        } catch (IOException _) {
            // The client is gone, or the host has broken off: both end here.
            close();
        } finally {
            close();
        }
    }

    private boolean read(SocketChannel from, ByteBuffer buffer) throws IOException {
        var count = from.read(buffer);
        last = egress.nanos();
        buffer.flip();
        return count >= 0;
    }

    private int write(SocketChannel to, String text) throws IOException {
        return write(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private int write(SocketChannel to, ByteBuffer buffer) throws IOException {
        var bytes = buffer.remaining();
        egress.spend(bytes);
        while (buffer.hasRemaining()) {
            last = egress.nanos();
            to.write(buffer);
        }
        return bytes;
    }

    private void say(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private void refuse(String status, Target target, String reason) throws IOException {
        egress.refused(target, reason);
        answer(status, target + " is not reached: " + reason);
    }

    private void answer(String status, String why) throws IOException {
        say(AttemptEgress.answer(status, why));
        client.shutdownOutput();
        // A client that is cut off while it sends does not look at its answer.
        var unread = ByteBuffer.allocate(UNREAD_BYTES);
        int count;
        do {
            count = client.read(unread);
        } while (count >= 0 && unread.hasRemaining());
    }
}
