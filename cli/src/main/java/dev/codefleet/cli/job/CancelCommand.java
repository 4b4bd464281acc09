package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.Connection;
import dev.codefleet.cli.fleet.Workplace;
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
    private final Workplace workplace;

    @Mixin private Connection connection = new Connection();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    public CancelCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        // One that ended otherwise is refused.
        var view = connection.require(workplace).cancel(JobIds.parse(job, connection.again()));
        workplace.terminal().say("Job " + view.id() + " is cancelled.");
        return ExitCode.SUCCEEDED.number();
    }
}
