package dev.codefleet.programmer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.codefleet.registryclient.view.TrustWindow;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an attempt goes on after it was heard of. */
class CutOffRuleTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, , PT12S",
        "PT11.9S, , PT0.1S",
        "PT12S, , PT0S",
        "PT5S, PT20S, PT7S",
        "PT5S, PT1S, PT11S",
        "PT12S, PT0S, PT12S",
        "PT12S, PT12S, PT0S",
        "PT1M59S, PT2S, PT1S",
        "PT2M, PT2S, PT0S",
        "PT3M, PT0S, PT-1M"
    })
    void anAttemptGoesOnForAWhileAfterItWasHeardOf(
            Duration unfollowed, @Nullable Duration registriesHeard, Duration left) {
        var rule = new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2));

        assertThat(rule.left(unfollowed, unfollowed, Optional.ofNullable(registriesHeard)))
                .isEqualTo(left);
    }

    @Test
    void anOrderShowsThatAnAttemptIsWantedButNotThatItIsFollowed() {
        var rule = new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2));
        var unfollowed = Duration.ofMinutes(5);

        assertThat(rule.left(unfollowed, Duration.ZERO, Optional.of(Duration.ZERO)))
                .isEqualTo(TrustWindow.SELF_STOP);
        assertThat(rule.left(unfollowed, Duration.ZERO, Optional.empty())).isNegative();
    }

    @Test
    void aBeatIsKnownByItsNumberForSomeTime() {
        var beats = new Beats();
        LongStream.rangeClosed(1, 100).forEach(second -> beats.next(second * 10));

        assertThat(beats.sentAt(100)).hasValue(1_000);
        assertThat(beats.sentAt(37)).hasValue(370);
        assertThat(beats.sentAt(36)).isEmpty();
        assertThat(beats.sentAt(101)).isEmpty();
        assertThat(beats.sentAt(0)).isEmpty();
    }

    @Test
    void theTimesOfTheRuleMustBeInOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CutOffRule(Duration.ofSeconds(12), Duration.ofSeconds(11)));
    }
}
