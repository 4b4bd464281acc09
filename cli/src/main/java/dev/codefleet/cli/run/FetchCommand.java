package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.job.JobIds;
import dev.codefleet.cli.repository.LocalRepository;
import dev.codefleet.cli.repository.ResultFetch;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet fetch JOB}. */
@Command(
        name = "fetch",
        description = "Brings a job's result into a repository, as the branch codefleet/<job>.",
        mixinStandardHelpOptions = true)
public final class FetchCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = "--repo",
            paramLabel = "PATH",
            description =
                    "The repository that gets the branch. Default: the one that the job came from if it is on this"
                            + " machine, else the one around the working directory.")
    private @Nullable Path repository;

    @Option(
            names = "--partial",
            description = "Of a job that failed or was cancelled, bring what succeeded.")
    private boolean isPartial;

    public FetchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var id = JobIds.parse(job, connection.again());
        var gateway = connection.require(context);
        var view = gateway.job(id);
        requireResult(view);
        context.home().requireUsable();
        var git = context.home().newGit();
        var local = LocalRepository.containing(directory(view), git);
        var fetch = new ResultFetch(gateway, connection.again(), context.terminal()::note);
        var branch =
                view.state() == JobState.SUCCEEDED
                        ? fetch.bring(view, local)
                        : fetch.bringPartial(view, local);
        context.terminal().tell("Result: branch " + branch + " in " + local.root());
        return ExitCode.SUCCEEDED.number();
    }

    private void requireResult(JobView view) {
        if (view.files().repository() == null) {
            throw CommandFailed.failed(
                    "Job " + view.id() + " has no repository, and so no branch.",
                    "What it printed: " + connection.again().of("logs " + view.id() + " SUBTASK"));
        }
        if (!view.state().isFinal()) {
            throw CommandFailed.failed(
                    "Job " + view.id() + " has not ended yet.",
                    "Follow it with '" + connection.again().of("watch " + view.id()) + "'.");
        }
        if (view.state() != JobState.SUCCEEDED && !isPartial) {
            throw CommandFailed.failed(
                    "Job " + view.id() + " did not succeed.",
                    "With --partial the branch has what did succeed in it.");
        }
    }

    private Path directory(JobView view) {
        if (repository != null) {
            return repository;
        }
        var origin = view.files().repository();
        return origin != null && origin.startsWith("/") && Files.isDirectory(Path.of(origin))
                ? Path.of(origin)
                : Path.of("").toAbsolutePath();
    }
}
