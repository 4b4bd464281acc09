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
import java.util.List;
import java.util.Map;

/** Measures independent subtasks: the speed-up by the number of slots. */
final class Parallel implements Benchmark {
    private static final int ROUNDS = 5;

    private record Case(int slots, Shape shape, double leastSpeedup) {}

    private final MarkdownTable table =
            new MarkdownTable(
                    "case",
                    "slots",
                    "files",
                    "held by",
                    "ideal ms",
                    "makespan ms",
                    "worst ms",
                    "speed-up",
                    "efficiency",
                    "target",
                    "met",
                    "reported speed-up",
                    "reported efficiency");

    @Override
    public String name() {
        return "parallel";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var one = Duration.ofSeconds(1);
        var three = Shapes.independent(3, Duration.ofSeconds(3));
        run(setting, 3, 1, List.of(new Case(3, three, 2.95)));
        run(
                setting,
                2,
                5,
                List.of(
                        new Case(10, Shapes.independent(10, one), 9.7),
                        new Case(10, Shapes.independent(30, one), 9.9)));
        return "Median of %d rounds after one that is not counted, both kinds of files in turn, after %d attempts of %d ms.\n\n%s"
                .formatted(
                        setting.roundsOr(ROUNDS),
                        WarmUp.ATTEMPTS,
                        WarmUp.LENGTH.toMillis(),
                        table.markdown());
    }

    private void run(BenchmarkOptions setting, int programmers, int slots, List<Case> cases)
            throws Exception {
        try (var fleet = BenchmarkFleet.start(setting, programmers, slots, Map.of());
                var repository = SampleRepository.cloneOf(setting.checkout());
                var recording = fleet.record(name() + "-" + programmers * slots)) {
            WarmUp.of(fleet, programmers * slots);
            for (var each : cases) {
                setting.note(name() + ": " + each.shape().name());
                measure(fleet, repository, each, setting.roundsOr(ROUNDS));
            }
        }
    }

    private void measure(BenchmarkFleet fleet, SampleRepository repository, Case each, int rounds) {
        var plain = new ArrayList<SucceededJob>();
        var edits = new ArrayList<SucceededJob>();
        for (var round = 0; round <= rounds; round++) {
            plain.add(fleet.run(Requests.of(each.shape(), StepExecutor.SLEEP)));
            edits.add(fleet.run(Requests.on(repository.path(), each.shape(), StepExecutor.EDIT)));
        }
        report(fleet, each, StepExecutor.SLEEP, plain.subList(1, plain.size()));
        report(fleet, each, StepExecutor.EDIT, edits.subList(1, edits.size()));
    }

    private void report(
            BenchmarkFleet fleet, Case each, StepExecutor craft, List<SucceededJob> outcomes) {
        var makespan = Sample.of(outcomes.stream().map(SucceededJob::makespanMs).toList());
        var speedup = each.shape().work().toMillis() / makespan.median();
        var reported = Sample.of(outcomes.stream().map(SucceededJob::speedup).toList()).median();
        table.row(
                each.shape().name(),
                each.slots(),
                craft.label(),
                fleet.receipts(outcomes.getFirst()).getFirst().execution().isolation(),
                each.shape().bound(each.slots()).toMillis(),
                Math.round(makespan.median()),
                Math.round(makespan.most()),
                speedup,
                speedup / each.slots(),
                each.leastSpeedup(),
                speedup >= each.leastSpeedup(),
                reported,
                reported / each.slots());
    }
}
