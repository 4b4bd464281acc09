package dev.codefleet.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfPreservationTest {
    private final SelfPreservation pool = new SelfPreservation();

    @ParameterizedTest
    @CsvSource({
        "100, 15, true",
        "100, 14, false",
        "21, 3, false",
        "20, 3, true",
        "3, 3, true",
        "3, 2, false",
        "2, 2, false"
    })
    void itStartsWithFifteenPercentAndAtLeastThree(int agents, int suspects, boolean starts) {
        pool.observe(0, agents, agents - suspects, suspects);
        assertThat(pool.isProtecting()).isEqualTo(starts);
    }

    @Test
    void itEndsWhenNinetyPercentAreHeardAgain() {
        pool.observe(0, 100, 80, 20);
        pool.observe(1, 100, 89, 11);
        assertThat(pool.isProtecting()).isTrue();
        pool.observe(2, 100, 90, 10);
        assertThat(pool.isProtecting()).isFalse();
    }

    @Test
    void itEndsAfterFiveMinutes() {
        pool.observe(0, 100, 0, 100);
        pool.observe(Duration.ofMinutes(5).toNanos() - 1, 100, 0, 0);
        assertThat(pool.isProtecting()).isTrue();
        pool.observe(Duration.ofMinutes(5).toNanos(), 100, 0, 0);
        assertThat(pool.isProtecting()).isFalse();
    }

    @Test
    void aReplicaThatWasLateProtectsEverybody() {
        pool.wasLate(0);
        pool.observe(0, 10, 2, 0);
        assertThat(pool.isProtecting()).isTrue();
    }
}
