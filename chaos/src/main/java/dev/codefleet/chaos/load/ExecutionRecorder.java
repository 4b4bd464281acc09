package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records when executors live. Each holds a connection for as long as it lives, and says on it what
 * the clock is: that needs no file outside of the sandbox, and the kernel tells of its end however
 * it came.
 */
final class ExecutionRecorder implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final RunHistory history;
    private final ServerSocket listener;
    private final AtomicLong executions = new AtomicLong();

    /** Between {@code /proc/uptime} and {@link System#nanoTime}: both never jump. */
    private final long offsetNanos;

    ExecutionRecorder(RunHistory history) {
        this.history = history;
        try {
            this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            this.offsetNanos = System.nanoTime() - nanos(Files.readString(Path.of("/proc/uptime")));
        } catch (IOException e) {
            throw new UncheckedIOException("Fault runs need Linux and a free port", e);
        }
        Thread.ofVirtual().name("witness").start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var connection = listener.accept();
                Thread.ofVirtual().name("witness-of-one").start(() -> hear(connection));
            } catch (IOException _) {
                // Closed, or a connection that ended before it was taken: the next one is another.
            }
        }
    }

    private void hear(Socket connection) {
        try (connection;
                var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        connection.getInputStream(), StandardCharsets.US_ASCII))) {
            var first = lines.readLine();
            if (first == null || !first.startsWith("start ")) {
                return;
            }
            var words = first.split(" ", 4);
            var execution = executions.incrementAndGet();
            var started = at(words[2]);
            history.add(new HistoryEntry.Started(started, execution, words[1], words[3]));
            follow(connection, lines, execution, started);
        } catch (IOException _) {
            // It ended between two words: what it said is taken down.
        }
    }

    private void follow(Socket connection, BufferedReader lines, long execution, long started)
            throws IOException {
        var aliveAt = started;
        var isDone = false;
        try {
            answer(connection);
            for (@Nullable String line; (line = lines.readLine()) != null; ) {
                var words = line.split(" ", 2);
                aliveAt = at(words[1]);
                if (words[0].equals("done")) {
                    isDone = true;
                    answer(connection);
                }
            }
        } finally {
            history.add(new HistoryEntry.Left(System.nanoTime(), execution, aliveAt, isDone));
        }
    }

    private static void answer(Socket connection) throws IOException {
        connection.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
    }

    private long at(String uptime) {
        return nanos(uptime) + offsetNanos;
    }

    private static long nanos(String uptime) {
        var seconds = uptime.split(" ", 2)[0].strip();
        return new BigDecimal(seconds).movePointRight(9).longValueExact();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
