package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.plan.Shapes;
import dev.codefleet.benchmarks.plan.StepExecutor;
import java.time.Duration;

/** Warms a fleet up to the state after some minutes of work: what it does often is compiled. */
final class WarmUp {
    static final int ATTEMPTS = 2_000;
    static final Duration LENGTH = Duration.ofMillis(50);

    private WarmUp() {}

    static void of(BenchmarkFleet fleet, int slots) {
        var round = Shapes.independent(slots, LENGTH);
        for (var attempts = 0; attempts < ATTEMPTS; attempts += slots) {
            fleet.run(Requests.of(round, StepExecutor.SLEEP));
        }
    }
}
