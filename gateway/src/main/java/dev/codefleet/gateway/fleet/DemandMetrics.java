package dev.codefleet.gateway.fleet;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Demand.LaneDemand;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Metrics of the demand by lane, as of the scrape before. They are not there before it was known
 * for the first time. Later they are NaN while it is not known, for a wrong figure would have an
 * autoscaler take programmers away.
 */
@Singleton
@Startup
class DemandMetrics {
    private static final long LOOK_MS = 500;

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final DemandReading reading;

    DemandMetrics(FleetDemand demand, Ticker ticker, Vertx vertx, MeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
        this.reading = new DemandReading(demand::now, ticker);
        awaitFirst();
    }

    private void awaitFirst() {
        vertx.setTimer(
                LOOK_MS,
                _ -> {
                    if (reading.latest().isEmpty()) {
                        awaitFirst();
                    } else {
                        addAll();
                    }
                });
    }

    private void addAll() {
        for (var lane : Lane.values()) {
            add(lane, "ready.subtasks", "That wait for a slot", LaneDemand::readySubtasks);
            add(lane, "running.subtasks", "That occupy a slot", LaneDemand::runningSubtasks);
            add(lane, "wanted.slots", "That would run everything at once", LaneDemand::wantedSlots);
            add(lane, "slots", "Of live programmers", LaneDemand::slots);
            add(lane, "free.slots", "Of live programmers, the free ones", LaneDemand::freeSlots);
        }
    }

    private void add(Lane lane, String name, String description, ToIntFunction<LaneDemand> figure) {
        Gauge.builder("codefleet.gateway.demand." + name, () -> read(lane, figure))
                .description(description)
                .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                .strongReference(true)
                .register(registry);
    }

    private double read(Lane lane, ToIntFunction<LaneDemand> figure) {
        return reading.latest().stream()
                .flatMap(demand -> demand.lanes().stream())
                .filter(demand -> demand.lane() == lane)
                .mapToDouble(figure::applyAsInt)
                .findFirst()
                .orElse(Double.NaN);
    }
}
