package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.fleet.SucceededJob;
import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.benchmarks.plan.Shapes;
import dev.codefleet.benchmarks.plan.StepExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** Measures a thousand attempts at once: the cost of starting and holding so many processes. */
final class ManyAttempts implements Benchmark {
    private static final int ROUNDS = 3;
    private static final int PROGRAMMERS = 10;
    private static final int SLOTS = 1_000;
    private static final double TARGET = 0.98;

    @Override
    public String name() {
        return "attempts1000";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var table =
                new MarkdownTable(
                        "attempts",
                        "held by",
                        "ideal ms",
                        "makespan ms",
                        "worst ms",
                        "efficiency",
                        "target",
                        "met");
        for (var sandbox : new String[] {"preferred", "none"}) {
            measure(setting, sandbox, table);
        }
        return "%d slots on %d programmers; median of %d rounds after one that is not counted.\n\n%s"
                .formatted(SLOTS, PROGRAMMERS, setting.roundsOr(ROUNDS), table.markdown());
    }

    private void measure(BenchmarkOptions setting, String sandbox, MarkdownTable table)
            throws Exception {
        var shape = Shapes.independent(SLOTS, Duration.ofSeconds(10));
        var request = Requests.of(shape, StepExecutor.SLEEP);
        var environment = Map.of("CODEFLEET_SANDBOX", sandbox);
        var outcomes = new ArrayList<SucceededJob>();
        try (var fleet =
                BenchmarkFleet.start(setting, PROGRAMMERS, SLOTS / PROGRAMMERS, environment)) {
            setting.note(name() + ": sandbox " + sandbox);
            fleet.runUnwatched(request);
            try (var recording = fleet.record(name() + "-" + sandbox)) {
                for (var round = 0; round < setting.roundsOr(ROUNDS); round++) {
                    outcomes.add(fleet.runUnwatched(request));
                }
            }
            var makespan = Sample.of(outcomes.stream().map(SucceededJob::makespanMs).toList());
            var ideal = shape.bound(SLOTS).toMillis();
            table.row(
                    SLOTS,
                    fleet.receipts(outcomes.getFirst()).getFirst().execution().isolation(),
                    ideal,
                    Math.round(makespan.median()),
                    Math.round(makespan.most()),
                    ideal / makespan.median(),
                    TARGET,
                    ideal / makespan.median() >= TARGET);
        }
    }
}
