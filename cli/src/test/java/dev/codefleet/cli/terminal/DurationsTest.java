package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 59.9 s",
        "60000, 1 min 00 s",
        "3599999, 59 min 59 s",
        "3600000, 1 h 00 min",
        "90061000, 25 h 01 min"
    })
    void readLikePeopleSayThem(long ms, String text) {
        assertThat(Durations.text(ms)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "99, 0.0 s", "100, 0.1 s", "999, 0.9 s", "61000, 1 min 01 s"})
    void aRunningClockShowsTenths(long ms, String text) {
        assertThat(Durations.coarse(ms)).isEqualTo(text);
    }
}
