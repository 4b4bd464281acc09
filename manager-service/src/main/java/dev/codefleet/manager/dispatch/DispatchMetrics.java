package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What operators can read of scheduling and dispatch; every name starts with {@code
 * codefleet_manager_}.
 */
final class DispatchMetrics {
    private final MeterRegistry registry;
    private final Timer dispatchLatency;

    DispatchMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.dispatchLatency =
                Timer.builder("codefleet.manager.dispatch.latency")
                        .description("From the decision to dispatch to the programmer's acceptance")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    /** Reads a figure whenever metrics are asked for. */
    void gauge(String name, String description, Supplier<Number> figure) {
        io.micrometer.core.instrument.Gauge.builder("codefleet.manager." + name, figure)
                .description(description)
                .register(registry);
    }

    void accepted(Duration latency) {
        dispatchLatency.record(latency);
    }

    void refused(String code) {
        registry.counter("codefleet.manager.refusals", "code", code).increment();
    }

    void ended(AttemptState state, Duration duration) {
        registry.timer("codefleet.manager.attempt.duration", "state", state.name())
                .record(duration);
    }
}
