package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetSpecTest {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 40})
    void aNumberOutOfRangeIsNamedWithTheRange(int programmers) {
        var failure = failureOf(() -> FleetSpec.usual().withProgrammers(programmers, 1));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageContaining("--programmers must be from 1 to 39");
    }

    @Test
    void twoRegistriesAreNoBetterThanOne() {
        assertThat(failureOf(() -> FleetSpec.usual().withRegistries(2)))
                .hasMessageContaining("must be odd");
    }

    @Test
    void theHighestPortStaysAPort() {
        assertThat(FleetSpec.usual().withPortOffset(59_345).portOffset()).isEqualTo(59_345);
        assertThat(failureOf(() -> FleetSpec.usual().withPortOffset(59_346)))
                .hasMessageContaining("--port-offset");
    }

    private static CommandFailed failureOf(Runnable call) {
        return catchThrowableOfType(CommandFailed.class, call::run);
    }
}
