package dev.codefleet.gateway.access;

import dev.codefleet.gateway.GatewayConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bounds the streams that are open at once. */
@Singleton
@Startup // so that the metric is there before the first stream
public class StreamLimit {
    private final Quota open;
    private final UnavailableRefusals unavailable;

    StreamLimit(GatewayConfig config, MeterRegistry registry, UnavailableRefusals unavailable) {
        this.open = new Quota(config.maxStreams());
        this.unavailable = unavailable;
        Gauge.builder("codefleet.gateway.open.streams", open, Quota::taken)
                .description("Streams of events, logs, patches and bundles that are open")
                .register(registry);
    }

    /**
     * The stream, which counts until it ends in any way; 503 TOO_MANY_STREAMS if there are too many
     * already.
     */
    public Uni<@Nullable Void> count(Supplier<Uni<@Nullable Void>> stream) {
        if (!open.tryTake(1)) {
            return Uni.createFrom()
                    .failure(
                            unavailable.because(
                                    "TOO_MANY_STREAMS",
                                    "Too many streams",
                                    "The gateway's limit of "
                                            + open.limit()
                                            + " open streams is reached."));
        }
        return stream.get().onTermination().invoke(() -> open.giveBack(1));
    }
}
