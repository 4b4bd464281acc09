package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.benchmarks.plan.Shape;
import dev.codefleet.benchmarks.plan.Shapes;
import dev.codefleet.benchmarks.plan.StepExecutor;
import dev.codefleet.support.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * Measures the time that a fleet takes to accept a plan. The first subtask of each plan lasts until
 * the job is cancelled, so that nothing else goes on meanwhile.
 */
final class SubmissionTime implements Benchmark {
    private static final int ROUNDS = 7;
    private static final int WARM_UP_ROUNDS = 3;
    private static final Duration UNTIL_CANCELLED = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "submit";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var table =
                new MarkdownTable(
                        "subtasks", "request KiB", "accepted in ms", "best ms", "worst ms");
        try (var fleet = BenchmarkFleet.start(setting, 1, 1, Map.of());
                var recording = fleet.record(name())) {
            for (var size : new int[] {100, 1_000, 10_000}) {
                setting.note(name() + ": " + size + " subtasks");
                measure(fleet, Shapes.fan(size - 2, UNTIL_CANCELLED), setting, table);
            }
        }
        return "From sending the request to 202; median of %d rounds after %d that are not counted.\n\n%s"
                .formatted(setting.roundsOr(ROUNDS), WARM_UP_ROUNDS, table.markdown());
    }

    private static void measure(
            BenchmarkFleet fleet, Shape shape, BenchmarkOptions setting, MarkdownTable table)
            throws InterruptedException {
        var request = Requests.of(shape, StepExecutor.SLEEP);
        var times = new ArrayList<Double>();
        for (var round = -WARM_UP_ROUNDS; round < setting.roundsOr(ROUNDS); round++) {
            var sent = System.nanoTime();
            var job = fleet.submit(request);
            var accepted = System.nanoTime();
            fleet.cancel(job);
            if (round >= 0) {
                times.add((accepted - sent) / 1e6);
            }
        }
        var sample = Sample.of(times);
        table.row(
                shape.steps().size(),
                Json.bytes(request).length >> 10,
                sample.median(),
                sample.least(),
                sample.most());
    }
}
