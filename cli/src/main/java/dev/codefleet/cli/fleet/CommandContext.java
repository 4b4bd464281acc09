package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.util.Map;

/** Home, installation, environment and terminal of a command. */
public record CommandContext(
        Home home, Installation installation, Map<String, String> environment, Terminal terminal) {

    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /** The same with a directory below this home as its home. */
    public CommandContext below(String name) {
        var directory = home.directory().resolve(name);
        return new CommandContext(new Home(directory), installation, environment, terminal);
    }
}
