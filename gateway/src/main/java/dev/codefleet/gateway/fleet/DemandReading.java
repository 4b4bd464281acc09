package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.web.Ticker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The demand for readers that cannot wait, such as metrics. A reading asks for the next one and
 * tells the last, so that nobody is asked while nobody reads. Safe for all threads.
 */
final class DemandReading {
    /** All figures of one scrape are of one reading. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Twice the longest usual pause between two scrapes. */
    private static final Duration TOO_OLD = Duration.ofMinutes(2);

    private record Known(Demand demand, long at) {}

    private final Supplier<Future<Demand>> source;
    private final Ticker ticker;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile @Nullable Known known;

    DemandReading(Supplier<Future<Demand>> source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    /**
     * Empty before the first answer, when it is too old to act on, and when the last one failed.
     */
    Optional<Demand> latest() {
        var last = known;
        var now = ticker.nanos();
        if ((last == null || isOlder(last, now, FRESH)) && isAsking.compareAndSet(false, true)) {
            source.get()
                    .onComplete(answer -> {
                        known =
                                answer.succeeded()
                                        ? new Known(answer.result(), ticker.nanos())
                                        : null;
                        isAsking.set(false);
                    });
        }
        return last == null || isOlder(last, now, TOO_OLD)
                ? Optional.empty()
                : Optional.of(last.demand());
    }

    private static boolean isOlder(Known known, long now, Duration age) {
        return now - known.at() > age.toNanos();
    }
}
