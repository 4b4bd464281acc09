package dev.codefleet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long NONE = -1;
    private static final long REPLAYED = Long.getLong("simulation.seed", NONE);

    @Test
    void noFaultsBreakWhatIsPromised() {
        if (REPLAYED != NONE) {
            var result = Simulation.run(REPLAYED, true);
            result.story().forEach(System.out::println);
            assertThat(result.breach()).as("seed " + REPLAYED).isEmpty();
            return;
        }
        var failing = firstFailing(LongStream.range(FIRST, FIRST + SEEDS));
        assertThat(failing.map(SimulationTest::describe)).isEmpty();
    }

    private static Optional<Simulation.Result> firstFailing(LongStream seeds) {
        var begin = System.nanoTime();
        var done = new AtomicLong();
        var failing =
                seeds.parallel()
                        .mapToObj(seed -> Simulation.run(seed, false))
                        .peek(_ -> done.incrementAndGet())
                        .filter(result -> result.breach().isPresent())
                        .findFirst();
        System.out.printf(
                "simulated %d seeds in %.1f s%n", done.get(), (System.nanoTime() - begin) / 1e9);
        return failing;
    }

    private static String describe(Simulation.Result result) {
        return "seed "
                + result.seed()
                + ": "
                + result.breach().orElse("")
                + "\nreplay: ./mvnw -pl simulation -am test -Dtest=SimulationTest -Dsimulation.seed="
                + result.seed()
                + "\n"
                + String.join("\n", result.story());
    }
}
