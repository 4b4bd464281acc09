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
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Measures one job at a time with one subtask that does nothing: the fixed cost of a job. */
final class Latency implements Benchmark {
    private static final int JOBS = 1_000;
    private static final int WARM_UP_JOBS = 1_000;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var jobs = JOBS * setting.roundsOr(1);
        var request = Requests.of(Shapes.independent(1, Duration.ZERO), StepExecutor.NOTHING);
        var outcomes = new ArrayList<SucceededJob>();
        try (var fleet = BenchmarkFleet.start(setting, 3, 2, Map.of())) {
            setting.note(name() + ": " + WARM_UP_JOBS + " jobs to warm up, then " + jobs);
            for (var job = 0; job < WARM_UP_JOBS; job++) {
                fleet.run(request);
            }
            var before = fleet.cpuUse();
            try (var recording = fleet.record(name())) {
                for (var job = 0; job < jobs; job++) {
                    outcomes.add(fleet.run(request));
                }
            }
            return "%d jobs one after the other, after %d that are not counted.\n\n%s\n%s"
                    .formatted(
                            jobs,
                            WARM_UP_JOBS,
                            table(outcomes).markdown(),
                            fleet.cpuUse().since(before).per("job", jobs).markdown());
        }
    }

    private static MarkdownTable table(List<SucceededJob> outcomes) {
        var table = new MarkdownTable("ms from POST /v1/jobs to", "p50", "p90", "p99", "worst");
        row(table, "acceptance (202)", outcomes, SucceededJob::acceptedMs);
        row(table, "SUCCEEDED on the event stream", outcomes, SucceededJob::seenMs);
        return table;
    }

    private static void row(
            MarkdownTable table,
            String what,
            List<SucceededJob> outcomes,
            Function<SucceededJob, Double> figure) {
        var sample = Sample.of(outcomes.stream().map(figure).toList());
        table.row(
                what, sample.median(), sample.percentile(90), sample.percentile(99), sample.most());
    }
}
