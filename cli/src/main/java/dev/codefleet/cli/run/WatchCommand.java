package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.job.JobIds;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet watch JOB}. */
@Command(
        name = "watch",
        description = {
            "Follows a job as run does, whoever submitted it, and ends with it.",
            "Ctrl-C ends the watching, not the job."
        },
        mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = "--json",
            description = "Print the result as one JSON object; progress goes to standard error.")
    private boolean isJson;

    public WatchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var id = JobIds.parse(job, connection.again());
        try (var fleet = FleetSession.existing(context, connection)) {
            var completion = new JobOutcome(context.terminal(), isJson);
            var run = new JobRun(fleet, completion.progress(), InstantSource.system());
            return completion.tell(fleet, run.watch(id), null).number();
        }
    }
}
