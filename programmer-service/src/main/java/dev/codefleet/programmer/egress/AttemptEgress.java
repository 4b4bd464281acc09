package dev.codefleet.programmer.egress;

import dev.codefleet.contract.attempt.Receipt;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The way out of one attempt: a proxy that listens on a Unix socket until it is closed. */
public final class AttemptEgress implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AttemptEgress.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LOOKUPS_AT_ONCE = 4;
    private static final int LOOKUP_SECONDS = 10;
    private static final int END_SECONDS = 2;
    private static final int MOST_NOTES = 20;

    private final EgressProxy proxy;
    private final Path socket;
    private final Consumer<String> notes;
    private final ServerSocketChannel server;
    private final EgressLedger ledger = new EgressLedger();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore lookups = new Semaphore(LOOKUPS_AT_ONCE);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger noted = new AtomicInteger();
    private final AtomicBoolean hasNotedBytes = new AtomicBoolean();
    private final AtomicBoolean hasNotedConnections = new AtomicBoolean();

    AttemptEgress(EgressProxy proxy, Path socket, Consumer<String> notes) throws IOException {
        this.proxy = proxy;
        this.socket = socket;
        this.notes = notes;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            closeQuietly(server);
            throw e;
        }
        threads.execute(this::accept);
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** What was connected to so far. */
    public Receipt.Egress account() {
        return ledger.account();
    }

    /** Closes all connections, and waits until what passed through them is counted. */
    @Override
    public void close() {
        closeQuietly(server);
        connections.forEach(ProxyConnection::close);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warnf("A connection of an attempt does not end: socket=%s", socket);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        proxy.closed(this);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (server.isOpen()) {
                    // Such as too many open files, of which others may give some back.
                    LOG.warnf("An attempt's connection is not taken: cause=%s", e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void serve(SocketChannel client) throws IOException {
        var most = proxy.limits().connections();
        if (connections.size() >= most) {
            ledger.unread();
            var why =
                    "an attempt has at most %d connections at once (codefleet.programmer.egress-max-connections)"
                            .formatted(most);
            if (hasNotedConnections.compareAndSet(false, true)) {
                note(why);
            }
            try (client) {
                client.write(
                        ByteBuffer.wrap(
                                answer("503 Service Unavailable", why)
                                        .getBytes(StandardCharsets.UTF_8)));
            }
            return;
        }
        var connection = new ProxyConnection(this, client);
        connections.add(connection);
        if (!server.isOpen()) {
            // It may have been missed by the end.
            connection.close();
        }
        try {
            threads.execute(() -> {
                try {
                    connection.run();
                } finally {
                    connections.remove(connection);
                }
            });
        } catch (RejectedExecutionException _) {
            // The end came in between, and has closed it.
            connections.remove(connection);
        }
    }

    void look(long now) {
        connections.forEach(connection -> connection.look(proxy.limits(), now));
    }

    long nanos() {
        return proxy.nanos();
    }

    EgressLedger ledger() {
        return ledger;
    }

    Optional<String> refusal(Target target) {
        return proxy.rule().refusal(target);
    }

    Optional<String> refusal(Target target, List<InetAddress> addresses) {
        return proxy.rule().refusal(target, addresses, proxy.names()::isOwn);
    }

    /**
     * Looks a host up, once.
     *
     * @return none if it is not known, or not in time
     */
    List<InetAddress> addresses(Target target) throws InterruptedException {
        var address = target.address();
        if (address != null) {
            return List.of(address);
        }
        if (!lookups.tryAcquire(LOOKUP_SECONDS, TimeUnit.SECONDS)) {
            return List.of();
        }
        // The system's look-up cannot be broken off, so that its permit comes back only with it.
        var lookup =
                proxy.lookups()
                        .submit(() -> {
                            try {
                                return proxy.names().addresses(target.host());
                            } catch (UnknownHostException _) {
                                return List.<InetAddress>of();
                            } finally {
                                lookups.release();
                            }
                        });
        try {
            return lookup.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return List.of();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A look-up failed", e.getCause());
        }
    }

    /** Counts bytes before they are passed on. */
    void spend(int count) throws IOException {
        var most = proxy.limits().bytes();
        if (bytes.addAndGet(count) > most && most > 0) {
            var why =
                    "an attempt sends and receives at most %,d bytes (codefleet.programmer.egress-max-bytes)"
                            .formatted(most);
            if (hasNotedBytes.compareAndSet(false, true)) {
                note(why);
            }
            throw new IOException(why);
        }
    }

    /** Tells the attempt of a refusal, the first of its kind in its log too. */
    void refused(Target target, String reason) {
        if (ledger.refused(target, reason) && noted.getAndIncrement() < MOST_NOTES) {
            note(target + " is not reached: " + reason);
        }
    }

    private void note(String text) {
        notes.accept("network: " + text);
    }

    static String answer(String status, String why) {
        var text = "Codefleet: " + why + "\n";
        return "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, text.getBytes(StandardCharsets.UTF_8).length, text);
    }

    static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf("A channel is not closed in order: cause=%s", e.getMessage());
        }
    }
}
