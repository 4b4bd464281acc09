package dev.codefleet.web;

import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One reader's stream of server-sent events. Any thread may send; what the connection cannot take
 * at once waits in a bounded queue. A writer that has its events for good waits for room ({@link
 * #awaitRoom}); one that waits for nobody sends, and ends a reader whose queue overflows. Events
 * that are sent together leave together.
 *
 * <p>A resource opens it in its method, keeps it to send to, and returns {@link #done()}.
 */
public final class EventStream {
    /** How long an ended stream may take to write what it still holds, in milliseconds. */
    private static final long FAREWELL_MS = 10_000;

    private static final int INITIAL_WRITE_BYTES = 512;

    private final HttpServerResponse response;
    private final Context context;
    private final Limits limits;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    // Guarded by this.
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean isEnding;
    private boolean isFlushScheduled;

    // Used on the context only.
    private boolean wroteSinceKeepAlive;

    /**
     * Limits of a stream.
     *
     * @param maxEvents most events that wait for a reader
     * @param maxBytes most bytes that wait for a reader; a single event may be larger
     * @param keepAlive after how long without an event a comment is sent; zero for never
     */
    public record Limits(int maxEvents, long maxBytes, Duration keepAlive) {
        /** 1,000 events, 4 MiB, a comment after 10 s. */
        public static final Limits DEFAULT = new Limits(1_000, 4L << 20, Duration.ofSeconds(10));
    }

    private EventStream(RoutingContext routing, Context context, Limits limits) {
        this.response = routing.response();
        this.context = context;
        this.limits = limits;
    }

    /**
     * Answers 200 and starts the stream. To be called while the request is handled.
     *
     * @throws IllegalStateException if called elsewhere
     */
    public static EventStream open(RoutingContext routing, Limits limits) {
        var context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("a stream is opened while its request is handled");
        }
        var stream = new EventStream(routing, context, limits);
        stream.start(routing);
        return stream;
    }

    /**
     * Answers with a stream whose events are all known, in one piece: without queue and timers. To
     * be called while the request is handled.
     *
     * @return completes when the answer has been written or the connection was lost; never fails
     */
    public static CompletionStage<@Nullable Void> answer(
            RoutingContext routing, List<SseEvent> events) {
        var done = new CompletableFuture<@Nullable Void>();
        routing.addEndHandler(_ -> done.complete(null));
        var all = Buffer.buffer(INITIAL_WRITE_BYTES).appendString(Sse.RETRY);
        events.forEach(event -> all.appendString(Sse.encode(event)));
        // Not before the request's handler has returned: it finds an error in a response that has
        // ended by then.
        Vertx.currentContext().runOnContext(_ -> head(routing.response()).end(all));
        return done;
    }

    private static HttpServerResponse head(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, Sse.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
    }

    private void start(RoutingContext routing) {
        head(response).setChunked(true).drainHandler(_ -> flush());
        var vertx = context.owner();
        var keepAliveMs = limits.keepAlive().toMillis();
        var timer = keepAliveMs == 0 ? -1 : vertx.setPeriodic(keepAliveMs, _ -> keepAlive());
        done.thenRun(() -> vertx.cancelTimer(timer));
        routing.addEndHandler(_ -> close());
        if (response.closed()) {
            // The client went before the handler was there: nobody would call it any more.
            close();
            return;
        }
        scheduleFlush();
    }

    /**
     * Sends an event.
     *
     * @return false if the stream is over, or ends now because its queue is full
     */
    public boolean send(SseEvent event) {
        return send(encoded(event));
    }

    /**
     * Sends an event that was encoded before; the way to send one event to many readers.
     *
     * @return false if the stream is over, or ends now because its queue is full
     */
    public boolean send(byte[] encodedEvent) {
        synchronized (this) {
            if (isEnding) {
                return false;
            }
            if (fits(encodedEvent)) {
                add(encodedEvent);
                return true;
            }
        }
        cutOff(null);
        return false;
    }

    /** Whether the stream would take an event now. */
    public synchronized boolean hasRoomFor(byte[] encodedEvent) {
        return !isEnding && fits(encodedEvent);
    }

    /**
     * Waits until the reader has read so much that an event can be sent. Not on the connection's
     * thread.
     *
     * @return false if the stream is over
     */
    public synchronized boolean awaitRoom(byte[] encodedEvent) throws InterruptedException {
        while (!isEnding && !fits(encodedEvent)) {
            wait();
        }
        return !isEnding;
    }

    private boolean fits(byte[] encodedEvent) {
        return queue.isEmpty()
                || (queue.size() < limits.maxEvents()
                        && queuedBytes + encodedEvent.length <= limits.maxBytes());
    }

    private void add(byte[] encodedEvent) {
        queue.add(encodedEvent);
        queuedBytes += encodedEvent.length;
        scheduleFlush();
    }

    /** The bytes that {@link #send(byte[])} takes. */
    public static byte[] encoded(SseEvent event) {
        return Sse.encode(event).getBytes(StandardCharsets.UTF_8);
    }

    /** Ends the stream after what was sent. */
    public void end() {
        end(null);
    }

    /**
     * Ends the stream after what was sent, and one more event.
     *
     * @param last for which there is always room; null for none
     */
    public synchronized void end(@Nullable SseEvent last) {
        if (!isEnding) {
            if (last != null) {
                add(encoded(last));
            }
            isEnding = true;
            notifyAll();
            scheduleFlush();
            limitFarewell();
        }
    }

    /**
     * Ends the stream now, without what still waits in its queue. Also after a send that found the
     * queue full, to say a last word.
     *
     * @param last an event that the reader gets as its last one; null for none
     */
    public synchronized void cutOff(@Nullable SseEvent last) {
        if (done.isDone() || response.ended()) {
            return;
        }
        queue.clear();
        queuedBytes = 0;
        if (last != null) {
            queue.add(encoded(last));
        }
        isEnding = true;
        notifyAll();
        scheduleFlush();
        limitFarewell();
    }

    /**
     * Completes, on the connection's thread, when the stream has ended for whatever reason; never
     * fails.
     */
    public CompletionStage<@Nullable Void> done() {
        return done;
    }

    private synchronized void scheduleFlush() {
        if (!isFlushScheduled) {
            isFlushScheduled = true;
            context.runOnContext(_ -> flush());
        }
    }

    private void limitFarewell() {
        var timer =
                context.owner()
                        .setTimer(
                                FAREWELL_MS,
                                _ -> {
                                    if (!done.isDone()) {
                                        response.reset();
                                        close();
                                    }
                                });
        done.thenRun(() -> context.owner().cancelTimer(timer));
    }

    private void flush() {
        var isLast = false;
        Buffer waiting = null;
        synchronized (this) {
            isFlushScheduled = false;
            if (done.isDone() || response.ended()) {
                return;
            }
        }
        if (response.closed()) {
            close();
            return;
        }
        synchronized (this) {
            if (response.writeQueueFull()) {
                // The drain handler comes back.
                return;
            }
            if (!queue.isEmpty()) {
                waiting = takeAll();
            }
            isLast = isEnding;
        }
        write(waiting, isLast);
    }

    private Buffer takeAll() {
        var all = Buffer.buffer((int) Math.max(INITIAL_WRITE_BYTES, queuedBytes));
        queue.forEach(all::appendBytes);
        queue.clear();
        queuedBytes = 0;
        notifyAll();
        return all;
    }

    private void write(@Nullable Buffer waiting, boolean isLast) {
        if (waiting != null) {
            wroteSinceKeepAlive = true;
        }
        if (!response.headWritten()) {
            // The reader learns that the stream is open although there may be nothing to say yet.
            response.write(Sse.RETRY);
        }
        if (isLast) {
            response.end(waiting == null ? Buffer.buffer() : waiting);
        } else if (waiting != null) {
            response.write(waiting);
        }
    }

    private void keepAlive() {
        // First: asked for its queue, one that has ended throws.
        if (response.ended()) {
            return;
        }
        if (response.closed()) {
            close();
            return;
        }
        if (!wroteSinceKeepAlive && !response.writeQueueFull()) {
            response.write(Sse.KEEP_ALIVE);
        }
        wroteSinceKeepAlive = false;
    }

    private void close() {
        synchronized (this) {
            isEnding = true;
            queue.clear();
            queuedBytes = 0;
            notifyAll();
        }
        done.complete(null);
    }
}
