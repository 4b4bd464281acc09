package dev.codefleet.cli.run;

import dev.codefleet.cli.job.JobReport;
import dev.codefleet.cli.terminal.ExitCode;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.web.Json;
import org.jspecify.annotations.Nullable;

/** What is said and done when a job that was followed has ended. */
final class Closing {
    private final Terminal terminal;
    private final boolean isJson;

    Closing(Terminal terminal, boolean isJson) {
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
            if (isDone && local != null) {
                new Homecoming(fleet.gateway()).bring(job, local);
            }
            terminal.sayJson(Json.text(ended.result()));
            return isDone ? ExitCode.SUCCEEDED : ExitCode.FAILED;
        }
        terminal.say("");
        new JobReport(terminal.style()).lines(ended.result()).forEach(terminal::say);
        if (!isDone) {
            terminal.say("Logs of a subtask: ./codefleet logs " + job.id() + " SUBTASK");
            terminal.say("Run what did not succeed again: ./codefleet resume " + job.id());
            return ExitCode.FAILED;
        }
        if (local != null && new Homecoming(fleet.gateway()).bring(job, local)) {
            terminal.say("Result: branch " + job.branch() + " in " + local.root());
        } else if (local == null && job.repository() != null) {
            terminal.say("Result: " + elsewhere(job, job.repository()));
        }
        return ExitCode.SUCCEEDED;
    }

    /** An uploaded repository is nowhere that a branch could be found. */
    private static String elsewhere(JobView job, String repository) {
        return RepositoryUrl.isValid(repository)
                        && new RepositoryUrl(repository).uploaded().isPresent()
                ? "get it with './codefleet patch " + job.id() + "'"
                : "branch " + job.branch() + " at " + repository;
    }
}
