package dev.codefleet.registryclient.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeatPacingTest {
    private final BeatPacing pacing = new BeatPacing(new Random(1));

    @Test
    void beatsAreSpreadByTwentyPercentOfWhatTheReplicaAsks() {
        for (var i = 0; i < 1_000; i++) {
            assertThat(Duration.ofNanos(pacing.afterBeat(4_000)))
                    .isBetween(Duration.ofMillis(3_200), Duration.ofMillis(4_800));
        }
    }

    @Test
    void whatAReplicaAsksIsHeldToBounds() {
        assertThat(Duration.ofNanos(pacing.afterBeat(-5))).isGreaterThan(Duration.ofMillis(79));
        assertThat(Duration.ofNanos(pacing.afterBeat(Long.MAX_VALUE / 2_000_000)))
                .isLessThan(Duration.ofSeconds(73));
    }

    @Test
    void failuresAreRetriedSoonAndThenAtTheIntervalOfBeats() {
        assertThat(Duration.ofNanos(pacing.afterFailure())).isLessThan(Duration.ofMillis(121));
        assertThat(Duration.ofNanos(pacing.afterFailure())).isGreaterThan(Duration.ofMillis(159));
        for (var i = 0; i < 100; i++) {
            assertThat(Duration.ofNanos(pacing.afterFailure()))
                    .isLessThan(Duration.ofMillis(2_401));
        }
        pacing.afterBeat(2_000);
        assertThat(Duration.ofNanos(pacing.afterFailure())).isLessThan(Duration.ofMillis(121));
    }

    @Test
    void changesInARowKeepTheirDistanceAndOneWaitsForOthers() {
        var distance = BeatPacing.LEAST_DISTANCE.toNanos();
        var gathering = BeatPacing.GATHERING.toNanos();
        assertThat(pacing.soon(0)).isEqualTo(distance);
        assertThat(pacing.soon(distance - 2 * gathering)).isEqualTo(2 * gathering);
        assertThat(pacing.soon(distance - 1)).isEqualTo(gathering);
        assertThat(pacing.soon(distance * 9)).isEqualTo(gathering);
    }
}
