package dev.codefleet.programmer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncarnationTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir Path directory;

    @Test
    void incarnationsGrowEvenWhenTheClockGoesBack() throws Exception {
        var first = Incarnation.next(directory, NOW);
        var second = Incarnation.next(directory, NOW.minusSeconds(100));
        var third = Incarnation.next(directory, NOW.plusSeconds(100));

        assertThat(first).isEqualTo(NOW.toEpochMilli());
        assertThat(second).isEqualTo(first + 1);
        assertThat(third).isEqualTo(NOW.plusSeconds(100).toEpochMilli());
    }
}
