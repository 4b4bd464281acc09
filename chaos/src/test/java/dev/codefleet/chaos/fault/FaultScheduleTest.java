package dev.codefleet.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final Duration MEAN = Duration.ofMillis(500);

    @Test
    void theSameSeedMakesTheSameFaults() {
        assertThat(faults(7)).isEqualTo(faults(7)).isNotEqualTo(faults(8));
    }

    @Test
    void everySortOfTargetGetsItsShare() {
        var kills = faults(1).stream().filter(fault -> fault.kind() == FaultKind.KILL).toList();

        assertThat(kills.stream().filter(fault -> fault.target().equals("registry-1")).count())
                .as("one registry gets as much as both programmers")
                .isBetween(kills.size() * 2L / 5, kills.size() * 3L / 5);
    }

    @Test
    void pausesLastFromOneToFortySeconds() {
        assertThat(faults(1).stream().filter(fault -> fault.kind() == FaultKind.PAUSE))
                .extracting(Fault::lasts)
                .allMatch(lasts -> lasts.toMillis() >= 1_000 && lasts.toMillis() < 40_000)
                .anyMatch(lasts -> lasts.toSeconds() > 30);
    }

    @Test
    void onlyKindsWithTargetsCome() {
        assertThat(faults(1)).extracting(Fault::kind).containsOnly(FaultKind.KILL, FaultKind.PAUSE);
    }

    @Test
    void nothingToChooseFromIsAFault() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FaultSchedule(new SplittableRandom(1), Map.of(), MEAN));
    }

    private static List<Fault> faults(long seed) {
        var sorts =
                List.of(
                        new FaultSchedule.Targets(List.of("programmer-1", "programmer-2")),
                        new FaultSchedule.Targets(List.of("registry-1")));
        var schedule =
                new FaultSchedule(
                        new SplittableRandom(seed),
                        Map.of(FaultKind.KILL, sorts, FaultKind.PAUSE, sorts),
                        MEAN);
        return Stream.generate(schedule::next).limit(1_000).toList();
    }
}
