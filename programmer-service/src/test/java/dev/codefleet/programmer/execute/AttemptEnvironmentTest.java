package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.attempt.Orders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptEnvironmentTest {
    @Test
    void theLocaleOfWhoStartedTheProgrammerReachesNoAttempt() {
        var own = Map.of("PATH", "/bin", "LANG", "C", "LC_ALL", "C", "LC_CTYPE", "C");
        var environment = new AttemptEnvironment(own, List.of());
        var variables = environment.of(Orders.script("true").order(), 1, null);

        assertThat(variables).containsEntry("LANG", "C.UTF-8").doesNotContainKey("LC_CTYPE");
        assertThat(variables).doesNotContainKey("LC_ALL");
    }
}
