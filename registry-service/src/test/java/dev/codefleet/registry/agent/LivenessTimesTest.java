package dev.codefleet.registry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.registry.membership.Examples;
import dev.codefleet.registryclient.view.TrustWindow;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivenessTimesTest {
    @Test
    void theDefaultsAreThoseOfTheDesignAndKeepTheTrustWindow() {
        var timers = AgentRegistry.times(config(Map.of()));
        assertThat(timers).isEqualTo(Examples.TIMERS);
        TrustWindow.requireLongerThanSelfStop(timers.lostAfter());
    }

    @Test
    void timesInTheWrongOrderAreRefused() {
        assertThatThrownBy(() -> AgentRegistry.times(config(Map.of("suspect-after", "PT2.4S"))))
                .hasMessageContaining("suspect-after");
        assertThatThrownBy(() -> AgentRegistry.times(config(Map.of("lost-after", "PT6S"))))
                .hasMessageContaining("lost-after");
    }

    @Test
    void aLostPeriodInWhichAnAttemptMayStillRunIsRefused() {
        assertThatThrownBy(() -> TrustWindow.requireLongerThanSelfStop(Duration.ofSeconds(13)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBeatRateOfAReplicaStaysBounded() {
        for (var agents : new int[] {1, 10_000, 12_345, 20_000}) {
            var intervalMs = Examples.TIMERS.beatIntervalMs(Examples.TIMERS.stretch(agents));
            assertThat(agents * 1_000.0 / intervalMs).isLessThan(5_001);
        }
    }

    private static RegistryConfig config(Map<String, String> settings) {
        var builder = new SmallRyeConfigBuilder().withMapping(RegistryConfig.class);
        settings.forEach(
                (name, value) -> builder.withDefaultValue("codefleet.registry." + name, value));
        return builder.build().getConfigMapping(RegistryConfig.class);
    }
}
