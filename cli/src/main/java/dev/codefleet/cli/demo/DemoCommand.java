package dev.codefleet.cli.demo;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.FleetOptions;
import dev.codefleet.cli.job.JobReport;
import dev.codefleet.cli.repository.LocalRepository;
import dev.codefleet.cli.repository.ResultFetch;
import dev.codefleet.cli.run.FleetSession;
import dev.codefleet.cli.run.JobRun;
import dev.codefleet.cli.run.PlanFile;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.FreePortOffset;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code codefleet demo}. */
@Command(
        name = "demo",
        description = {
            "Starts a fleet, runs a real job on a clone of this repository, and stops the fleet.",
            "The job runs twice: in parallel, and one subtask after the other to compare."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private final CommandContext context;
    private final Terminal terminal;

    @Mixin private FleetOptions options = new FleetOptions();

    public DemoCommand(CommandContext context) {
        // A home of its own, so that a fleet that is up is not touched.
        this.context = context.below("demo");
        this.terminal = context.terminal();
    }

    @Override
    public Integer call() {
        var checkout = context.installation().checkout();
        context.home().requireUsable();
        var plan = PlanFile.read(checkout.resolve("demo/plan.yaml"));
        var git = context.home().newGit();
        var repository = LocalRepository.containing(DemoClone.of(checkout, git), git);
        terminal.say("Cloned this repository to " + repository.root() + ".");
        try (var fleet = FleetSession.start(context, spec())) {
            var together = run(fleet, repository, plan, null);
            bring(fleet, repository, together);
            terminal.say("");
            terminal.say("The same subtasks one by one, to compare:");
            var oneByOne = run(fleet, repository, plan, 1);
            sayCompared(together, oneByOne);
        }
        return ExitCode.SUCCEEDED.number();
    }

    /**
     * The plan's scripts compile with the JDK that runs the fleet, whatever the machine's default
     * is.
     */
    private FleetSpec spec() {
        var javaHome = context.installation().javaHome().toString();
        return FreePortOffset.moved(options.spec()).withEnvironment(Map.of("JAVA_HOME", javaHome));
    }

    private JobView run(
            FleetSession fleet,
            LocalRepository repository,
            PlanFile plan,
            @Nullable Integer maxWorkers) {
        var request =
                new JobRequest(
                        repository.root().toString(),
                        "HEAD",
                        plan.text(),
                        plan.format(),
                        null,
                        maxWorkers,
                        Delivery.DOWNLOAD);
        terminal.say("");
        var ended = new JobRun(fleet, terminal, InstantSource.system()).run(request);
        terminal.say("");
        new JobReport(terminal.style())
                .lines(ended.result(), terminal.columns())
                .forEach(terminal::say);
        if (ended.view().state() != JobState.SUCCEEDED) {
            throw CommandFailed.failed(
                    "The demo's job did not succeed.",
                    "The services' logs are in "
                            + context.home().directory().resolve("logs")
                            + ".");
        }
        return ended.view();
    }

    private void bring(FleetSession fleet, LocalRepository repository, JobView job) {
        var branch = job.files().branch();
        if (branch == null || !ResultFetch.hasBranch(job)) {
            return;
        }
        new ResultFetch(fleet.gateway(), fleet.again(), terminal::note).bring(job, repository);
        terminal.say("");
        terminal.say("What came out, as git log --graph draws it:");
        repository.graph(branch, String.valueOf(job.files().base())).forEach(terminal::say);
        terminal.say("");
        terminal.say("It is branch " + branch + " in " + repository.root() + ":");
        terminal.say("  git -C " + repository.root() + " diff --stat HEAD " + branch);
    }

    private void sayCompared(JobView together, JobView oneByOne) {
        var parallel = together.times().makespanMs();
        var serial = oneByOne.times().makespanMs();
        if (parallel == null || serial == null) {
            return;
        }
        var speedup = String.format(Locale.ROOT, "%.2f", (double) serial / parallel);
        var line =
                "In parallel "
                        + Durations.text(parallel)
                        + ", one by one "
                        + Durations.text(serial)
                        + ": measured speed-up "
                        + speedup
                        + " on "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors.";
        terminal.say("");
        terminal.say(terminal.style().bold(line));
    }
}
