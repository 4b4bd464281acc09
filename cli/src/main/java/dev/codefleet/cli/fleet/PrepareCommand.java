package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code codefleet prepare}, for whoever builds images: what {@code up} does before its start. */
@Command(
        name = "prepare",
        hidden = true,
        description = "Makes the services' ahead-of-time caches and starts nothing.",
        mixinStandardHelpOptions = true)
public final class PrepareCommand implements Callable<Integer> {
    private final Workplace workplace;

    public PrepareCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * @throws CommandFailed if a service has no cache afterwards
     */
    @Override
    public Integer call() {
        var installation = workplace.installation();
        new AotTraining(installation, workplace.environment()).ensure(workplace.terminal()::note);
        var caches = new AotCaches(installation);
        for (var kind : Kind.values()) {
            if (caches.flagsToUse(kind).isEmpty()) {
                throw CommandFailed.failed(
                        "No ahead-of-time cache could be made for " + kind.module() + ".");
            }
        }
        return ExitCode.SUCCEEDED.number();
    }
}
