package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a programmer measures. */
final class ProgrammerMetrics {
    private final MeterRegistry registry;
    private final Timer workspace;
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

    ProgrammerMetrics(MeterRegistry registry, Slots slots, Reports spool) {
        this.registry = registry;
        this.workspace =
                Timer.builder("codefleet_programmer_workspace")
                        .description("Time to make a workspace")
                        .register(registry);
        Gauge.builder("codefleet_programmer_slots", slots, Slots::busy)
                .tag("state", "busy")
                .register(registry);
        Gauge.builder("codefleet_programmer_slots", slots, Slots::free)
                .tag("state", "free")
                .register(registry);
        Gauge.builder("codefleet_programmer_spooled_reports", spool, Reports::size)
                .description("Reports that no manager has acknowledged")
                .register(registry);
    }

    void attemptEnded(Receipt receipt) {
        var failure = receipt.failure();
        var outcome = lower(failure == null ? receipt.state() : failure.reason());
        var executor = lower(receipt.executor());
        attempts.computeIfAbsent(
                        outcome + "/" + executor,
                        key ->
                                Timer.builder("codefleet_programmer_attempt")
                                        .description("Duration of attempts")
                                        .tag("outcome", outcome)
                                        .tag("executor", executor)
                                        .register(registry))
                .record(Duration.ofMillis(receipt.durationMs()));
    }

    void workspaceMade(long nanos) {
        workspace.record(Duration.ofNanos(nanos));
    }

    void refused(String code) {
        refusals.computeIfAbsent(
                        code,
                        key ->
                                Counter.builder("codefleet_programmer_refusals")
                                        .description("Orders that were refused")
                                        .tag("code", code)
                                        .register(registry))
                .increment();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
