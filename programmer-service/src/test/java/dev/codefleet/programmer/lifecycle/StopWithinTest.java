package dev.codefleet.programmer.lifecycle;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.codefleet.programmer.ProgrammerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The times after SIGTERM, compared with those of what runs the programmer. */
class StopWithinTest {
    @Test
    void timesThatFitInOrAreNotLimitedAreTaken() {
        GracefulShutdown.requireTime(settings(Map.of()));
        GracefulShutdown.requireTime(settings(Map.of("stop-within", "35s")));
        GracefulShutdown.requireTime(settings(Map.of("stop-within", "PT50S", "grace", "PT35S")));
    }

    @Test
    void timesThatWouldBeCutOffAreRefusedByTheirNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        GracefulShutdown.requireTime(settings(Map.of("stop-within", "PT34S"))))
                .withMessageContaining("codefleet.programmer.grace (PT20S)")
                .withMessageContaining("stop-within (PT34S)")
                .withMessageContaining("up to PT35S");

        var longer = settings(Map.of("stop-within", "40s", "termination-grace", "PT11S"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GracefulShutdown.requireTime(longer))
                .withMessageContaining("termination-grace (PT11S)");
    }

    private static ProgrammerConfig settings(Map<String, String> values) {
        var named = new HashMap<>(Map.of("codefleet.programmer.home", "/nowhere"));
        values.forEach((name, value) -> named.put("codefleet.programmer." + name, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ProgrammerConfig.class)
                .withDefaultValues(named)
                .build()
                .getConfigMapping(ProgrammerConfig.class);
    }
}
