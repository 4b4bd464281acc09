package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Terminal;
import java.util.Map;

/** What every command is given. */
public record Workplace(
        Home home, Installation installation, Map<String, String> environment, Terminal terminal) {

    public Workplace {
        environment = Map.copyOf(environment);
    }
}
