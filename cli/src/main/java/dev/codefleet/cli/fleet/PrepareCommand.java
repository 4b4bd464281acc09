package dev.codefleet.cli.fleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.localfleet.AotTraining;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code codefleet prepare}, for whoever builds images: what {@code up} does before its start. */
@Command(
        name = "prepare",
        hidden = true,
        description = "Makes the services' ahead-of-time caches and starts nothing.",
        mixinStandardHelpOptions = true)
public final class PrepareCommand implements Callable<Integer> {
    private final CommandContext context;

    public PrepareCommand(CommandContext context) {
        this.context = context;
    }

    /**
     * @throws CommandFailed if a service has no cache afterwards
     */
    @Override
    public Integer call() {
        var installation = context.installation();
        var training = new AotTraining(installation, context.environment());
        training.ensure(context.terminal()::note);
        var without = training.withoutCache();
        if (!without.isEmpty()) {
            throw CommandFailed.failed(
                    "No ahead-of-time cache could be made for "
                            + without.getFirst().module()
                            + ".");
        }
        return ExitCode.SUCCEEDED.number();
    }
}
