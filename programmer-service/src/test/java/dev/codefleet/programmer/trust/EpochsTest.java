package dev.codefleet.programmer.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EpochsTest {
    private static final long FIRST = 1_000;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final AtomicLong nanos = new AtomicLong();
    private long heardNanos;
    private final Epochs epochs =
            new Epochs(
                    FIRST,
                    () -> Optional.of(Duration.ofNanos(nanos.get() - heardNanos)),
                    nanos::get);

    @Test
    void whileTheRegistriesAreHeardAnEpochLastsLong() {
        run(Epochs.LONGEST.minus(LOOK), true);
        assertThat(epochs.present().number()).isEqualTo(FIRST);

        run(LOOK, true);

        assertThat(epochs.present().number()).isEqualTo(FIRST + 1);
    }

    @Test
    void whileTheyAreNotEpochsAreShort() {
        run(Epochs.UNHEARD.multipliedBy(3), false);

        assertThat(epochs.present().number()).isEqualTo(FIRST + 3);
    }

    @Test
    void anEpochHasEndedWhenTheyAreHeardAgain() {
        run(Epochs.UNHEARD, false);
        run(LOOK, true);

        assertThat(epochs.present().number()).isEqualTo(FIRST + 1);
    }

    @Test
    void anEpochHasEndedForWhoDidNotRunEvenIfABeatWasAnsweredSince() {
        nanos.addAndGet(Epochs.UNHEARD.toNanos());
        heardNanos = nanos.get();

        assertThat(epochs.present().number()).isEqualTo(FIRST + 1);
    }

    @Test
    void anAttemptIsWantedSinceTheLastBeatThatWasHeard() {
        run(Duration.ofSeconds(60), true);

        assertThat(epochs.present().sentSinceNanos()).isEqualTo(nanos.get());
    }

    @Test
    void withoutBeatsItIsWantedSinceTheEpochBegan() {
        run(Epochs.UNHEARD.plus(LOOK), false);

        assertThat(epochs.present().sentSinceNanos()).isEqualTo(nanos.get() - LOOK.toNanos());
    }

    private void run(Duration time, boolean isHeard) {
        for (long looks = time.dividedBy(LOOK); looks > 0; looks--) {
            nanos.addAndGet(LOOK.toNanos());
            if (isHeard) {
                heardNanos = nanos.get();
            }
            epochs.present();
        }
    }
}
