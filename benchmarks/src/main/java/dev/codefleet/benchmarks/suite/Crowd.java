package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkFleet;
import dev.codefleet.benchmarks.fleet.Outcome;
import dev.codefleet.benchmarks.fleet.Setting;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.benchmarks.measure.Table;
import dev.codefleet.benchmarks.plan.Craft;
import dev.codefleet.benchmarks.plan.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** A thousand attempts at once: what holding and starting so many processes costs. */
final class Crowd implements Benchmark {
    private static final int ROUNDS = 3;
    private static final int PROGRAMMERS = 10;
    private static final int SLOTS = 1_000;
    private static final double TARGET = 0.98;

    @Override
    public String name() {
        return "attempts1000";
    }

    @Override
    public String run(Setting setting) throws Exception {
        var table =
                new Table(
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

    private void measure(Setting setting, String sandbox, Table table) throws Exception {
        var shape = Shapes.independent(SLOTS, Duration.ofSeconds(10));
        var request = Requests.of(shape, Craft.SLEEP);
        var environment = Map.of("CODEFLEET_SANDBOX", sandbox);
        var outcomes = new ArrayList<Outcome>();
        try (var fleet =
                BenchmarkFleet.start(setting, PROGRAMMERS, SLOTS / PROGRAMMERS, environment)) {
            setting.note(name() + ": sandbox " + sandbox);
            fleet.runUnwatched(request);
            try (var recording = fleet.record(name() + "-" + sandbox)) {
                for (var round = 0; round < setting.roundsOr(ROUNDS); round++) {
                    outcomes.add(fleet.runUnwatched(request));
                }
            }
            var makespan = Sample.of(outcomes.stream().map(Outcome::makespanMs).toList());
            var ideal = shape.bound(SLOTS).toMillis();
            table.row(
                    SLOTS,
                    fleet.receipts(outcomes.getFirst()).getFirst().isolation(),
                    ideal,
                    Math.round(makespan.median()),
                    Math.round(makespan.most()),
                    ideal / makespan.median(),
                    TARGET,
                    ideal / makespan.median() >= TARGET);
        }
    }
}
