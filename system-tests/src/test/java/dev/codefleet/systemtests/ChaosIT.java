package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.chaos.ChaosRun;
import dev.codefleet.chaos.ChaosSettings;
import dev.codefleet.chaos.fault.FaultKind;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A short fault run, as {@code codefleet chaos} makes them. A failure names what happened; the same
 * faults come again with the same seed, given as {@code -Dchaos.seed=}.
 */
@Isolated
class ChaosIT {
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final Duration LASTS = Duration.ofSeconds(Long.getLong("chaos.seconds", 45));
    private static final int FEWEST_FAULTS = 15;

    @Test
    void aFleetUnderFaultsKeepsItsPromises() throws InterruptedException {
        var environment = Map.copyOf(System.getenv());
        var home = new Home(Scratch.directory("chaos"));
        var settings =
                new ChaosSettings(
                        LASTS,
                        SEED,
                        EnumSet.allOf(FaultKind.class),
                        Duration.ofMillis(1_000),
                        6,
                        2,
                        FreePorts.offset(),
                        Duration.ofSeconds(180));

        var outcome =
                new ChaosRun(
                                settings,
                                home,
                                Installation.ofProcess(),
                                environment,
                                System.err::println)
                        .run();

        assertThat(outcome.violations()).as("seed %d", SEED).isEmpty();
        assertThat(outcome.counts().values().stream().mapToInt(Integer::intValue).sum())
                .as("faults")
                .isGreaterThanOrEqualTo(FEWEST_FAULTS);
    }
}
