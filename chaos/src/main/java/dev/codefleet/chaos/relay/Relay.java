package dev.codefleet.chaos.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP relay for one link from a process to another. Where nobody listens, it does not listen
 * either, so that who calls is refused as it would be without it. Thread-safe.
 */
final class Relay implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int CONNECT_MS = 2_000;
    private static final int BACKLOG = 512;
    private static final long LOOK_MS = 50;

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final OneWayRelay there = new OneWayRelay();
    private final OneWayRelay back = new OneWayRelay();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile boolean isClosed;

    /**
     * Begins to listen.
     *
     * @param from where it is called
     * @param to whom it passes what it is told
     */
    Relay(InetSocketAddress from, InetSocketAddress to) {
        this.from = from;
        this.to = to;
        try {
            this.listener = listen();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on " + from, e);
        }
        Thread.ofVirtual().name("relay").start(this::serve);
    }

    OneWayRelay there() {
        return there;
    }

    OneWayRelay back() {
        return back;
    }

    /** Breaks all connections of this moment. */
    void reset() {
        open.forEach(Relay::reset);
    }

    private ServerSocket listen() throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(from, BACKLOG);
        return socket;
    }

    private void serve() {
        while (!isClosed) {
            try {
                var caller = listener.accept();
                Thread.ofVirtual().name("relay-connection").start(() -> connect(caller));
            } catch (IOException _) {
                listenAgain();
            }
        }
    }

    /** Whoever calls next is refused, until there is somebody to be connected to. */
    private void refuse() {
        close(listener);
    }

    private void listenAgain() {
        try {
            do {
                Thread.sleep(LOOK_MS);
            } while (!isClosed && !isThere());
            if (!isClosed) {
                listener = listen();
            }
        } catch (IOException _) {
            // The address is not free yet: accepting fails once more, which leads here again.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isThere() {
        try (var probe = new Socket()) {
            probe.connect(to, CONNECT_MS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void connect(Socket caller) {
        var called = new Socket();
        open.add(caller);
        open.add(called);
        try {
            there.pass();
            called.connect(to, CONNECT_MS);
            caller.setTcpNoDelay(true);
            called.setTcpNoDelay(true);
            var answers =
                    Thread.ofVirtual().name("relay-back").start(() -> copy(called, caller, back));
            copy(caller, called, there);
            answers.join();
        } catch (ConnectException _) {
            refuse();
            reset(caller);
        } catch (IOException _) {
            reset(caller);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(caller);
            close(called);
            open.remove(caller);
            open.remove(called);
        }
    }

    /** Passes bytes on until they end, and passes the end on as well. */
    private static void copy(Socket from, Socket to, OneWayRelay line) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int count; (count = in.read(buffer)) >= 0; ) {
                line.pass();
                out.write(buffer, 0, count);
            }
            line.pass();
            to.shutdownOutput();
        } catch (IOException _) {
            reset(from);
            reset(to);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            // The other end is told that the connection broke, not that it ended.
            socket.setSoLinger(true, 0);
        } catch (SocketException _) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // Nothing more can be done about it.
        }
    }

    @Override
    public void close() {
        isClosed = true;
        there.mend();
        back.mend();
        close(listener);
        open.forEach(Relay::reset);
    }

    static InetSocketAddress address(int a, int b, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 7, (byte) a, (byte) b}), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
