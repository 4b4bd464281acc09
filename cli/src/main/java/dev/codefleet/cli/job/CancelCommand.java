package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.gatewayclient.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code codefleet cancel JOB}. */
@Command(
        name = "cancel",
        description = "Cancels a job and stops what it runs.",
        mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    public CancelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        // One that ended otherwise is refused.
        var view = connection.require(context).cancel(JobIds.parse(job, connection.again()));
        context.terminal().say("Job " + view.id() + " is cancelled.");
        return ExitCode.SUCCEEDED.number();
    }
}
