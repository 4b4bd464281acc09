package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TimestampsTest {
    private static final Instant TIME = Instant.parse("2026-07-01T23:30:05.123Z");

    @Test
    void aTimeHasItsDateAndItsZone() {
        assertThat(Timestamps.text(TIME, ZoneId.of("Europe/Berlin")))
                .isEqualTo("2026-07-02 01:30:05+02:00");
        assertThat(Timestamps.text(TIME, ZoneOffset.UTC)).isEqualTo("2026-07-01 23:30:05Z");
        assertThat(Timestamps.text(TIME, ZoneId.of("UTC"))).isEqualTo("2026-07-01 23:30:05Z");
    }
}
