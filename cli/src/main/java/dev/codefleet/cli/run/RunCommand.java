package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.FleetOptions;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.repository.JobTarget;
import dev.codefleet.cli.repository.RepositoryUpload;
import dev.codefleet.contract.job.JobRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codefleet run}. */
@Command(
        name = "run",
        description = {
            "Runs a plan on a repository and shows it live.",
            "Where no fleet is up, one is started for this job and stopped afterwards; the options about its size are for that."
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();
    @Mixin private FleetOptions fleetOptions = new FleetOptions();

    @Option(
            names = "--repo",
            required = true,
            paramLabel = "PATH|URL",
            description =
                    "The repository. A local one is only read, and gets the result as a new branch; to any other"
                            + " one the branch is pushed.")
    private String repository = "";

    @Option(
            names = "--ref",
            paramLabel = "R",
            description = "Branch, tag or commit to start from (HEAD).")
    private @Nullable String ref;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "The plan: YAML, JSON or Markdown; - is standard input.")
    private Path plan = Path.of("");

    @Option(
            names = "--max-workers",
            paramLabel = "N",
            description = "Most subtasks that run at once.")
    private @Nullable Integer maxWorkers;

    @Option(
            names = "--json",
            description = "Print the result as one JSON object; progress goes to standard error.")
    private boolean isJson;

    @Option(
            names = "--detach",
            description =
                    "Hand in the job, print its id, and leave it to the fleet; one that is started for it stays."
                            + " 'watch' follows it, 'fetch' brings its result.")
    private boolean isDetached;

    public RunCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var text = PlanFile.read(plan);
        text.require();
        context.home().requireUsable();
        var target = JobTarget.of(repository, ref, context.home().newGit());
        sayUncommitted(target);
        try (var fleet = fleet()) {
            var source =
                    connection.isNamed(context)
                            ? target.uploaded(
                                    new RepositoryUpload(fleet.gateway(), context.terminal()))
                            : target;
            var request =
                    new JobRequest(
                            source.address(),
                            source.ref(),
                            text.text(),
                            text.format(),
                            null,
                            maxWorkers,
                            source.delivery());
            var completion = new JobOutcome(context.terminal(), isJson);
            var run = new JobRun(fleet, completion.progress(), InstantSource.system());
            if (isDetached) {
                return completion.tellAccepted(run.submit(request)).number();
            }
            return completion.tell(fleet, run.run(request), target.local()).number();
        }
    }

    private FleetSession fleet() {
        return isDetached
                ? FleetSession.lasting(context, connection, fleetOptions)
                : FleetSession.open(context, connection, fleetOptions);
    }

    private void sayUncommitted(JobTarget target) {
        var files = target.local() == null ? 0 : target.local().uncommittedFiles();
        if (files > 0) {
            var what = files == 1 ? "1 file" : files + " files";
            context.terminal()
                    .note(
                            "Note: "
                                    + what
                                    + " with uncommitted changes: left alone, and no part of the job.");
        }
    }
}
