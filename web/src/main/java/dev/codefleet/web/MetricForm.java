package dev.codefleet.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Filter of the metrics of libraries: each gets a description, and what would be NaN is left out.
 */
@Singleton
public class MetricForm implements MeterFilter {
    /** Not a number where a pool has no bound; active and idle threads tell the same. */
    private static final String RATIO = "worker.pool.ratio";

    private static final Map<String, String> MISSING =
            Map.of(
                    "http.client.requests",
                    "Requests that this service has sent",
                    "http.server.active.requests",
                    "Requests that are being answered",
                    "netty.allocator.memory.used",
                    "Bytes that Netty's allocator has taken",
                    "netty.allocator.memory.pinned",
                    "Bytes of Netty's allocator that buffers in use occupy",
                    "netty.allocator.pooled.arenas",
                    "Arenas of Netty's pooled allocator",
                    "netty.allocator.pooled.cache.size",
                    "Size of the caches of Netty's pooled allocator",
                    "netty.allocator.pooled.chunk.size",
                    "Size of a chunk of Netty's pooled allocator",
                    "netty.allocator.pooled.threadlocal.caches",
                    "Threads with a cache of Netty's pooled allocator",
                    "netty.eventexecutor.tasks.pending",
                    "Tasks that wait for an event loop");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().equals(RATIO) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        var description = MISSING.get(id.getName());
        return description == null || isGiven(id.getDescription())
                ? id
                : new Meter.Id(
                        id.getName(),
                        Tags.of(id.getTagsAsIterable()),
                        id.getBaseUnit(),
                        description,
                        id.getType());
    }

    private static boolean isGiven(@Nullable String description) {
        return description != null && !description.isBlank();
    }
}
