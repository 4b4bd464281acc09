package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.util.Map;

/** What every command is given. */
public record Workplace(
        Home home, Installation installation, Map<String, String> environment, Terminal terminal) {

    public Workplace {
        environment = Map.copyOf(environment);
    }

    /** The same with a directory below this home as its home. */
    public Workplace below(String name) {
        var directory = home.directory().resolve(name);
        return new Workplace(new Home(directory), installation, environment, terminal);
    }
}
