package dev.codefleet.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.localfleet.FleetSpec;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FleetOptionsTest {
    @Command
    private static final class Some {
        @Mixin private FleetOptions options = new FleetOptions();
    }

    @Test
    void whatIsNotGivenIsAsUsual() {
        var options = parsed();

        assertThat(options.spec()).isEqualTo(FleetSpec.usual());
        assertThat(options.ignored()).isEmpty();
    }

    @Test
    void whatAFleetThatIsUpIgnoresIsSaid() {
        var options = parsed("--programmers", "5", "--slots=3");

        assertThat(options.spec().programmers()).isEqualTo(5);
        assertThat(options.ignored())
                .hasValueSatisfying(note ->
                        assertThat(note)
                                .contains("is up already: --programmers 5 --slots 3.", "down"));
    }

    private static FleetOptions parsed(String... words) {
        var some = new Some();
        new CommandLine(some).parseArgs(words);
        return some.options;
    }
}
