package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.FleetOptions;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.job.JobIds;
import dev.codefleet.cli.repository.LocalRepository;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.git.RepositoryUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet resume JOB}. */
@Command(
        name = "resume",
        description = {
            "Runs again what did not succeed in a job that failed or was cancelled, and shows it live.",
            "Where no fleet is up, one is started for this job and stopped afterwards; the options about its size are for that."
        },
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();
    @Mixin private FleetOptions fleetOptions = new FleetOptions();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "All of the plan, corrected: YAML, JSON or Markdown. What has succeeded must be in it as it was.")
    private @Nullable Path plan;

    @Option(
            names = "--json",
            description = "Print the result as one JSON object; progress goes to standard error.")
    private boolean isJson;

    public ResumeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JobId id = JobIds.parse(job, connection.again());
        var corrected = plan == null ? null : PlanFile.read(plan);
        if (corrected != null) {
            corrected.require();
        }
        context.home().requireUsable();
        try (var fleet = FleetSession.open(context, connection, fleetOptions)) {
            var completion = new JobOutcome(context.terminal(), isJson);
            var run = new JobRun(fleet, completion.progress(), InstantSource.system());
            var ended = run.resume(id, corrected);
            return completion.tell(fleet, ended, local(ended.view())).number();
        }
    }

    /** The repository on this machine that wants the result; null if it is elsewhere, or gone. */
    private @Nullable LocalRepository local(JobView view) {
        var repository = view.files().repository();
        if (view.files().delivery() != Delivery.DOWNLOAD
                || repository == null
                || !RepositoryUrl.isValid(repository)) {
            return null;
        }
        var path = new RepositoryUrl(repository).localPath().filter(Files::isDirectory);
        return path.isEmpty()
                ? null
                : LocalRepository.containing(path.get(), context.home().newGit());
    }
}
