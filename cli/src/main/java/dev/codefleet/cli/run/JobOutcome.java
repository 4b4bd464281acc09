package dev.codefleet.cli.run;

import dev.codefleet.cli.job.JobReport;
import dev.codefleet.cli.job.JobResult;
import dev.codefleet.cli.repository.LocalRepository;
import dev.codefleet.cli.repository.ResultFetch;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.support.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finishes the command once the followed job has ended: prints its result and fetches it. */
final class JobOutcome {
    private final Terminal terminal;
    private final boolean isJson;

    JobOutcome(Terminal terminal, boolean isJson) {
        this.terminal = terminal;
        this.isJson = isJson;
    }

    /** Where progress goes: as JSON, standard output is for the object alone. */
    Terminal progress() {
        return isJson ? new Terminal(terminal.err(), terminal.err(), Style.PLAIN, false) : terminal;
    }

    /**
     * Tells how the job went, and brings its result home.
     *
     * @param local where it came from; null for a repository elsewhere
     */
    ExitCode tell(FleetSession fleet, JobRun.Ended ended, @Nullable LocalRepository local) {
        var job = ended.view();
        var isDone = job.state() == JobState.SUCCEEDED;
        if (isJson) {
            bring(fleet, job, local);
            terminal.sayJson(Json.text(ended.result()));
            return isDone ? ExitCode.SUCCEEDED : ExitCode.FAILED;
        }
        terminal.say("");
        new JobReport(terminal.style())
                .lines(ended.result(), terminal.columns())
                .forEach(terminal::say);
        if (fleet.startMs() > 0) {
            terminal.tell(
                    "Before that, the fleet's start took " + Durations.text(fleet.startMs()) + ".");
        }
        var brought = bring(fleet, job, local);
        if (brought != null && local != null) {
            terminal.tell("Result: branch " + brought + " in " + local.root());
        } else if (isDone && job.files().repository() != null) {
            terminal.tell("Result: " + elsewhere(job, job.files().repository(), fleet.again()));
        } else if (!isDone) {
            sayWaysOn(job, ended.result(), fleet);
        }
        return isDone ? ExitCode.SUCCEEDED : ExitCode.FAILED;
    }

    /** The branch that the repository got; null if there is none to get. */
    private @Nullable String bring(
            FleetSession fleet, JobView job, @Nullable LocalRepository local) {
        return job.state() == JobState.SUCCEEDED && local != null && ResultFetch.hasBranch(job)
                ? new ResultFetch(fleet.gateway(), fleet.again(), terminal::note).bring(job, local)
                : null;
    }

    /** Tells that a job was taken, for those who do not wait: its id and nothing else. */
    ExitCode tellAccepted(JobView job) {
        if (isJson) {
            terminal.sayJson(Json.text(JobResult.of(job, List.of())));
        } else {
            terminal.say(job.id().value());
        }
        return ExitCode.SUCCEEDED;
    }

    private void sayWaysOn(JobView job, JobResult result, FleetSession fleet) {
        var again = fleet.again();
        var hasPart =
                result.subtasks().stream()
                        .anyMatch(subtask -> subtask.state() == SubtaskState.SUCCEEDED);
        terminal.tell("Run what did not succeed again: " + fleet.resume(job.id()));
        if (fleet.isOwn()) {
            // It ends with this command, and they ask one.
            terminal.tell("For the following, start a fleet again: " + fleet.upAgain());
        }
        terminal.tell("Logs of a subtask: " + again.of("logs " + job.id() + " SUBTASK"));
        if (hasPart && job.files().repository() != null) {
            terminal.tell("Bring what did succeed: " + again.of("fetch --partial " + job.id()));
        }
    }

    /** What is not pushed is somewhere only once it is fetched. */
    private static String elsewhere(JobView job, String repository, Invocation again) {
        return job.files().delivery() == Delivery.DOWNLOAD
                ? "get it with '" + again.of("fetch " + job.id()) + "'"
                : "branch " + job.files().branch() + " at " + repository;
    }
}
