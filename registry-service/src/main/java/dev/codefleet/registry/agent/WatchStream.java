package dev.codefleet.registry.agent;

import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.registry.membership.Agents;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseTypes;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Streams the changes of agents to all readers. One thread makes every event, so all readers get
 * them in the order of revisions; an event is encoded once for all of them. The first change after
 * a quiet time leaves at once, those that follow are collected.
 */
final class WatchStream {
    private static final Logger LOG = Logger.getLogger(WatchStream.class);
    private static final long SNAPSHOT_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Readers treat a stream as dead after three silent keep-alives. */
    private static final EventStream.Limits LIMITS =
            new EventStream.Limits(1_000, 8L << 20, Duration.ofSeconds(5));

    private final Agents agents;
    private final Ticker ticker;
    private final int maxReaders;
    private final long coalesceNanos;
    private final Set<EventStream> readers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicBoolean isFlushScheduled = new AtomicBoolean();
    private final ScheduledExecutorService publisher =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("registry-watch").factory());
    private volatile long lastFlush;
    private volatile Encoded snapshot;

    /** A snapshot as JSON. */
    private record Encoded(long revision, long madeAt, byte[] json) {}

    WatchStream(Agents agents, Ticker ticker, int maxReaders, Duration coalesce) {
        this.agents = agents;
        this.ticker = ticker;
        this.maxReaders = maxReaders;
        this.coalesceNanos = coalesce.toNanos();
        this.lastFlush = ticker.nanos() - coalesceNanos;
        this.snapshot = encode(lastFlush);
    }

    /**
     * Whether one more reader is taken; each call that says so must be followed by {@link #join}.
     */
    boolean admit() {
        if (admitted.incrementAndGet() > maxReaders) {
            admitted.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives an admitted reader a snapshot and then all that follows. */
    void join(EventStream reader) {
        reader.done()
                .thenRun(() -> {
                    readers.remove(reader);
                    admitted.decrementAndGet();
                });
        publisher.execute(() -> {
            reader.send(EventStream.encoded(snapshotEvent()));
            readers.add(reader);
            if (reader.done().toCompletableFuture().isDone()) {
                readers.remove(reader);
            }
        });
    }

    static EventStream.Limits limits() {
        return LIMITS;
    }

    int readers() {
        return readers.size();
    }

    /** To be called after whatever may have changed something. */
    void wake() {
        if (agents.hasUndrained() && isFlushScheduled.compareAndSet(false, true)) {
            var wait = Math.max(0, lastFlush + coalesceNanos - ticker.nanos());
            try {
                publisher.schedule(this::flush, wait, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException _) {
                LOG.debug("No more changes are told: the registry stops");
            }
        }
    }

    /**
     * All agents as the JSON of a {@link WatchEvent.Snapshot}; at most a second old if nothing
     * changed.
     */
    byte[] snapshotJson() {
        return current().json();
    }

    private Encoded current() {
        var now = ticker.nanos();
        var known = snapshot;
        if (known.revision() == agents.revision() && now - known.madeAt() < SNAPSHOT_AGE_NANOS) {
            return known;
        }
        var fresh = encode(now);
        snapshot = fresh;
        return fresh;
    }

    void close() {
        publisher.shutdownNow();
        readers.forEach(EventStream::end);
    }

    private void flush() {
        isFlushScheduled.set(false);
        lastFlush = ticker.nanos();
        try {
            var delta = agents.drain(lastFlush);
            if (delta != null && !readers.isEmpty()) {
                publish(delta);
            }
        } catch (RuntimeException e) {
            // Readers have missed something now: they start over, from a snapshot.
            LOG.error("A change could not be told", e);
            readers.forEach(reader -> reader.cutOff(null));
        }
    }

    private void publish(WatchEvent.Delta delta) {
        var id = Long.toString(delta.revision());
        var event = EventStream.encoded(Sse.json(id, delta));
        for (var reader : readers) {
            if (!reader.send(event)) {
                reader.cutOff(Sse.json(id, new WatchEvent.Resync(delta.revision())));
                readers.remove(reader);
            }
        }
    }

    private SseEvent snapshotEvent() {
        var current = current();
        var json = new String(current.json(), StandardCharsets.UTF_8);
        var name = SseTypes.name(WatchEvent.Snapshot.class);
        return new SseEvent(Long.toString(current.revision()), name, json);
    }

    private Encoded encode(long now) {
        var all = agents.snapshot(now);
        return new Encoded(all.revision(), now, Json.bytes(all));
    }
}
