package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @Test
    void thePauseDoublesUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(backoff::pause).map(Duration::toMillis))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
    }

    @Test
    void noNumberOfFailuresOverflows() {
        assertThat(backoff.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void thereIsNoPauseWithoutAFailure() {
        assertThatThrownBy(() -> backoff.pause(0)).hasMessageContaining("1 or more, but was 0");
    }

    @Test
    void fullJitterDrawsFromNoneToTheWholePause() {
        var random = new SplittableRandom(1);

        var drawn =
                IntStream.range(0, 2_000)
                        .mapToLong(_ -> backoff.fullJitter(2, random).toMillis())
                        .summaryStatistics();

        assertThat(drawn.getMin()).isBetween(0L, 20L);
        assertThat(drawn.getMax()).isBetween(980L, 1_000L);
    }

    @Test
    void aSpreadStaysAroundThePause() {
        var random = new SplittableRandom(1);

        var drawn =
                IntStream.range(0, 2_000)
                        .mapToLong(_ -> Backoff.spread(backoff.pause(2), 0.2, random).toMillis())
                        .summaryStatistics();

        assertThat(drawn.getMin()).isBetween(800L, 810L);
        assertThat(drawn.getMax()).isBetween(1_190L, 1_200L);
    }
}
