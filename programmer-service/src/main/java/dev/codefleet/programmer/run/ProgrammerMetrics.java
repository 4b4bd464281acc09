package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.spool.Reports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/** The metrics of orders, attempts, slots and the spool. */
public final class ProgrammerMetrics {
    /** Fixed buckets: these can be added up over programmers. */
    private static final Duration[] WORKSPACE =
            seconds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);

    private static final Duration[] ATTEMPT =
            seconds(0.1, 0.5, 1, 5, 15, 30, 60, 180, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400);

    private final MeterRegistry registry;
    private final Timer workspace;
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

    public ProgrammerMetrics(MeterRegistry registry, Slots slots, Reports spool) {
        this.registry = registry;
        this.workspace =
                Timer.builder("codefleet_programmer_workspace")
                        .description("Time to make a workspace")
                        .serviceLevelObjectives(WORKSPACE)
                        .register(registry);
        Gauge.builder("codefleet_programmer_slots", slots, Slots::busy)
                .description("Slots of this programmer, by what they do")
                .tag("state", "busy")
                .register(registry);
        Gauge.builder("codefleet_programmer_slots", slots, Slots::free)
                .description("Slots of this programmer, by what they do")
                .tag("state", "free")
                .register(registry);
        Gauge.builder("codefleet_programmer_spooled_reports", spool, Reports::size)
                .description("Reports that no manager has acknowledged")
                .register(registry);
    }

    public void attemptEnded(Receipt receipt) {
        var failure = receipt.failure();
        var outcome = lower(failure == null ? receipt.state() : failure.reason());
        var executor = lower(receipt.execution().executor());
        attempts.computeIfAbsent(
                        outcome + "/" + executor,
                        _ ->
                                Timer.builder("codefleet_programmer_attempt")
                                        .description("Duration of attempts")
                                        .tag("outcome", outcome)
                                        .tag("executor", executor)
                                        .serviceLevelObjectives(ATTEMPT)
                                        .register(registry))
                .record(Duration.ofMillis(receipt.times().durationMs()));
    }

    void workspaceMade(long nanos) {
        workspace.record(Duration.ofNanos(nanos));
    }

    public void refused(String code) {
        refusals.computeIfAbsent(
                        code,
                        _ ->
                                Counter.builder("codefleet_programmer_refusals")
                                        .description("Orders that were refused")
                                        .tag("code", code)
                                        .register(registry))
                .increment();
    }

    private static Duration[] seconds(double... seconds) {
        return DoubleStream.of(seconds)
                .mapToObj(each -> Duration.ofMillis(Math.round(each * 1_000)))
                .toArray(Duration[]::new);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
