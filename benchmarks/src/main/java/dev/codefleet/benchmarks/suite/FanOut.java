package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.fleet.SucceededJob;
import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.benchmarks.plan.Shape;
import dev.codefleet.benchmarks.plan.Shapes;
import dev.codefleet.benchmarks.plan.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** Measures thousands of subtasks that do nothing, between one before them and one after them. */
final class FanOut implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 16;
    private static final int PROGRAMMERS = 2;
    private static final int SLOTS = 10;
    private static final double TARGET_PER_SECOND = 2_000;

    private final MarkdownTable table =
            new MarkdownTable(
                    "graph",
                    "accepted in ms",
                    "makespan ms",
                    "best ms",
                    "worst ms",
                    "subtasks/s",
                    "target",
                    "met");

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var text = new StringBuilder();
        try (var fleet =
                BenchmarkFleet.start(setting, PROGRAMMERS, SLOTS / PROGRAMMERS, Map.of())) {
            warmUp(setting, fleet);
            for (var size : new int[] {2_000, 10_000}) {
                var shape = Shapes.fan(size, Duration.ZERO);
                setting.note(name() + ": " + shape.name());
                text.append('\n').append(shape.name()).append(":\n\n");
                text.append(measure(fleet, shape, setting.roundsOr(ROUNDS)));
            }
        }
        return "%d slots on %d programmers; median of %d rounds after %d of the smaller graph that are not counted.\n\n%s%s"
                .formatted(
                        SLOTS,
                        PROGRAMMERS,
                        setting.roundsOr(ROUNDS),
                        WARM_UP_ROUNDS,
                        table.markdown(),
                        text);
    }

    private void warmUp(BenchmarkOptions setting, BenchmarkFleet fleet)
            throws InterruptedException {
        var request = Requests.of(Shapes.fan(2_000, Duration.ZERO), StepExecutor.NOTHING);
        for (var round = 1; round <= WARM_UP_ROUNDS; round++) {
            var outcome = fleet.runUnwatched(request);
            setting.note(name() + ": warm-up " + round + " took " + outcome.makespanMs() + " ms");
        }
    }

    private String measure(BenchmarkFleet fleet, Shape shape, int rounds) throws Exception {
        var request = Requests.of(shape, StepExecutor.NOTHING);
        var outcomes = new ArrayList<SucceededJob>();
        var before = fleet.cpuUse();
        try (var recording = fleet.record(name() + "-" + shape.steps().size())) {
            for (var round = 0; round < rounds; round++) {
                outcomes.add(fleet.runUnwatched(request));
            }
        }
        var cpu = fleet.cpuUse().since(before).per("subtask", rounds * shape.steps().size());
        var makespan = Sample.of(outcomes.stream().map(SucceededJob::makespanMs).toList());
        var perSecond = shape.steps().size() * 1000 / makespan.median();
        table.row(
                shape.name(),
                Sample.of(outcomes.stream().map(SucceededJob::acceptedMs).toList()).median(),
                Math.round(makespan.median()),
                Math.round(makespan.least()),
                Math.round(makespan.most()),
                Math.round(perSecond),
                Math.round(TARGET_PER_SECOND),
                perSecond >= TARGET_PER_SECOND);
        return cpu.markdown();
    }
}
