package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPauseTest {

    @Test
    void pausesGrowToHalfAMinute() {
        var backoff = new RestartPause();

        var pauses = Stream.generate(() -> backoff.after(Duration.ZERO)).limit(7);

        assertThat(pauses.map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void aGoodRunStartsOver() {
        var backoff = new RestartPause();
        backoff.after(Duration.ZERO);
        backoff.after(Duration.ZERO);

        assertThat(backoff.after(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(Duration.ofSeconds(59))).isEqualTo(Duration.ofSeconds(2));
    }
}
