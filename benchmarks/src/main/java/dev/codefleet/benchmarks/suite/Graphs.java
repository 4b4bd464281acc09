package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.fleet.SucceededJob;
import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.benchmarks.plan.ListSchedule;
import dev.codefleet.benchmarks.plan.Shape;
import dev.codefleet.benchmarks.plan.Shapes;
import dev.codefleet.benchmarks.plan.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures graphs with dependencies against the lower bound of each graph. */
final class Graphs implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int PROGRAMMERS = 2;
    private static final int SLOTS = 10;
    private static final double TOLERATED_SHARE = 0.02;
    private static final double TOLERATED_MS = 10;

    private final MarkdownTable table =
            new MarkdownTable(
                    "graph",
                    "critical path ms",
                    "work ÷ slots ms",
                    "list schedule ms",
                    "makespan ms",
                    "worst ms",
                    "over the bound ms",
                    "tolerated ms",
                    "met");

    @Override
    public String name() {
        return "graphs";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var shapes =
                List.of(
                        Shapes.layers(3, SLOTS, Duration.ofSeconds(1)),
                        Shapes.layers(8, SLOTS, Duration.ofMillis(500)),
                        Shapes.longTail(60, Duration.ofMillis(200), Duration.ofSeconds(2), 3));
        try (var fleet = BenchmarkFleet.start(setting, PROGRAMMERS, SLOTS / PROGRAMMERS, Map.of());
                var recording = fleet.record(name())) {
            WarmUp.of(fleet, SLOTS);
            for (var shape : shapes) {
                setting.note(name() + ": " + shape.name());
                measure(fleet, shape, setting.roundsOr(ROUNDS));
            }
        }
        return "%d slots; median of %d rounds after one that is not counted, after %d attempts of %d ms.\n\n%s"
                .formatted(
                        SLOTS,
                        setting.roundsOr(ROUNDS),
                        WarmUp.ATTEMPTS,
                        WarmUp.LENGTH.toMillis(),
                        table.markdown());
    }

    private void measure(BenchmarkFleet fleet, Shape shape, int rounds) {
        var request = Requests.of(shape, StepExecutor.SLEEP);
        var outcomes = new ArrayList<SucceededJob>();
        fleet.run(request);
        for (var round = 0; round < rounds; round++) {
            outcomes.add(fleet.run(request));
        }
        var makespan = Sample.of(outcomes.stream().map(SucceededJob::makespanMs).toList());
        var bound = shape.bound(SLOTS).toMillis();
        var over = makespan.median() - bound;
        var tolerated = bound * TOLERATED_SHARE + TOLERATED_MS;
        table.row(
                shape.name(),
                shape.criticalPath().toMillis(),
                shape.work().toMillis() / SLOTS,
                ListSchedule.makespan(shape, SLOTS).toMillis(),
                Math.round(makespan.median()),
                Math.round(makespan.most()),
                Math.round(over),
                Math.round(tolerated),
                over <= tolerated);
    }
}
