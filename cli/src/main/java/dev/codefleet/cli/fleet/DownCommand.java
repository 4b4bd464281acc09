package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code codefleet down}. */
@Command(
        name = "down",
        description = "Stops the fleet of this machine, also what a killed supervisor left behind.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    /** Five orderly stops one after the other, each with its own limit. */
    private static final Duration GRACE = Duration.ofSeconds(120);

    private final Workplace workplace;

    public DownCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        var home = workplace.home();
        var terminal = workplace.terminal();
        var wasUp = FleetLock.isHeld(home);
        if (wasUp) {
            stopSupervisor(home);
        }
        var left = stopLeftovers(home);
        if (wasUp) {
            terminal.say("The fleet is down.");
        } else if (left > 0) {
            terminal.say(
                    "The fleet is down: " + left + " processes without a supervisor were left.");
        } else {
            terminal.say("No fleet is up.");
        }
        return ExitCode.SUCCEEDED.number();
    }

    private void stopSupervisor(Home home) {
        var supervisor = new FleetFile(home).read().flatMap(fleet -> fleet.supervisor().find());
        if (supervisor.isEmpty()) {
            throw CommandFailed.failed(
                    "A fleet is just being started or stopped in " + home.directory() + ".",
                    "Try again in a moment.");
        }
        workplace.terminal().note("Stopping the fleet ...");
        // Not its children: it stops them itself, in order.
        Stopping.stopAlone(List.of(supervisor.get()), GRACE);
    }

    private int stopLeftovers(Home home) {
        var lock = FleetLock.take(home);
        if (lock.isEmpty()) {
            throw CommandFailed.failed("Another fleet was started in the meantime.");
        }
        try (var held = lock.get()) {
            var count = new Leftovers(home, workplace.terminal()::note).stop();
            new FleetFile(home).delete();
            return count;
        }
    }
}
