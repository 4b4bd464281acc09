package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatchMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DispatchMetrics metrics = new DispatchMetrics(registry);

    @Test
    void allTimesAreHistogramsFromTheStartAndNoPercentiles() {
        for (var name :
                List.of("dispatch.latency", "queue.time", "attempt.duration", "job.duration")) {
            var snapshot = registry.get("codefleet.manager." + name).timer().takeSnapshot();

            assertThat(snapshot.histogramCounts()).as(name).hasSizeGreaterThan(10);
            assertThat(snapshot.percentileValues()).as(name).isEmpty();
            assertThat(snapshot.count()).isZero();
        }
    }

    @Test
    void jobsAreCountedByTheirEndAndItsReason() {
        metrics.jobEnded(JobState.FAILED, "CHECK_FAILED", Duration.ofSeconds(3));
        metrics.jobEnded(JobState.FAILED, "CHECK_FAILED", Duration.ofSeconds(300));

        var failed =
                registry.get("codefleet.manager.job.duration")
                        .tag("state", "FAILED")
                        .tag("reason", "CHECK_FAILED")
                        .timer();
        assertThat(failed.count()).isEqualTo(2);
    }

    @Test
    void everyMetricSaysWhatItIs() {
        metrics.refused("SLOTS_FULL");
        metrics.conflict();
        metrics.ended(AttemptState.LOST, Duration.ofSeconds(1));

        // The buckets themselves are told with their timers.
        assertThat(registry.getMeters())
                .filteredOn(meter -> !meter.getId().getName().endsWith(".histogram"))
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }
}
