package dev.codefleet.cli.fleet;

import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.localfleet.RunningFleet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code codefleet down}. */
@Command(
        name = "down",
        description = "Stops the fleet of this machine, also what a killed supervisor left behind.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    private final CommandContext context;

    public DownCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var terminal = context.terminal();
        var stopped = new RunningFleet(context.home()).stop(terminal::note);
        if (stopped.wasUp()) {
            terminal.say("The fleet is down.");
        } else if (stopped.leftovers() > 0) {
            terminal.say(
                    "The fleet is down: "
                            + stopped.leftovers()
                            + " processes without a supervisor were left.");
        } else {
            terminal.say("No fleet is up.");
        }
        return ExitCode.SUCCEEDED.number();
    }
}
