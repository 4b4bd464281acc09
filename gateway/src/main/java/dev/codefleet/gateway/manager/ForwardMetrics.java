package dev.codefleet.gateway.manager;

import dev.codefleet.web.BuildInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what becomes of forwarded requests. */
@Singleton
@Startup // so that the metrics are there before the first request
class ForwardMetrics {
    /** Metrics of forwarded requests by their outcome. */
    enum Outcome {
        SUCCEEDED,
        /** The manager's answer was 4xx. */
        REFUSED,
        /** The manager's answer was 5xx. */
        FAILED,
        /** No manager answered. */
        UNAVAILABLE,
        /** The answer broke off in the middle. */
        BROKEN,
        /** The client went away first. */
        ABANDONED;

        static Outcome ofStatus(int status) {
            if (status < 400) {
                return SUCCEEDED;
            }
            return status < 500 ? REFUSED : FAILED;
        }
    }

    /** Why a request was sent again. */
    enum Retry {
        NO_ANSWER,
        UNAVAILABLE,
        NOT_OWNER
    }

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Retry, Counter> retries = new EnumMap<>(Retry.class);

    ForwardMetrics(MeterRegistry registry, BuildInfo build) {
        Gauge.builder("codefleet.build.info", () -> 1)
                .description(BuildInfo.METRIC)
                .tag("version", build.version())
                .tag("commit", build.commit())
                .register(registry);
        for (var outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("codefleet.gateway.forwarded")
                            .description("Requests forwarded to managers, by how they ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (var retry : Retry.values()) {
            retries.put(
                    retry,
                    Counter.builder("codefleet.gateway.retries")
                            .description("Requests sent to a further manager, by reason")
                            .tag("reason", retry.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(Outcome outcome) {
        var counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void count(Retry retry) {
        var counter = retries.get(retry);
        if (counter != null) {
            counter.increment();
        }
    }
}
