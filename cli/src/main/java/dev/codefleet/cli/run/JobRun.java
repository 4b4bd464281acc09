package dev.codefleet.cli.run;

import dev.codefleet.cli.follow.JobFollower;
import dev.codefleet.cli.job.JobResult;
import dev.codefleet.cli.terminal.OutputFailed;
import dev.codefleet.cli.terminal.PipeReader;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.ResumeRequest;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands in a job and shows it until it ends. The first Ctrl-C cancels it, the second leaves at
 * once.
 */
public final class JobRun {
    private final FleetSession fleet;
    private final Terminal terminal;
    private final InstantSource clock;

    /**
     * @param terminal where the progress is shown
     */
    public JobRun(FleetSession fleet, Terminal terminal, InstantSource clock) {
        this.fleet = fleet;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * A job that has ended.
     *
     * @param view with the base commit
     */
    public record Ended(JobView view, JobResult result) {}

    /**
     * Hands in the job and leaves it to the fleet.
     *
     * @throws CommandFailed if it was refused
     */
    JobView submit(JobRequest request) {
        return fleet.gateway().submit(request, UUID.randomUUID().toString());
    }

    /**
     * Runs the job to its end, whatever that is.
     *
     * @throws CommandFailed if it was refused, or the fleet was lost
     */
    public Ended run(JobRequest request) {
        var job = submit(request);
        terminal.tell(head(job, terminal.style()));
        return follow(job, follower(job, job.times().createdAt()), true);
    }

    /**
     * Has a job go on that failed or was cancelled, to its end.
     *
     * @param corrected the plan to go on with; null for the one that it has
     * @throws CommandFailed if it cannot, or the fleet was lost
     */
    public Ended resume(JobId id, @Nullable PlanFile corrected) {
        var gateway = fleet.gateway();
        var job = gateway.job(id);
        // How long it had lain there is no time of its run.
        var follower = follower(job, clock.instant());
        follower.catchUp();
        var request =
                corrected == null ? null : new ResumeRequest(corrected.text(), corrected.format());
        var resumed = gateway.resume(id, request);
        follower.planned(resumed);
        terminal.tell(head(resumed, terminal.style()));
        return follow(resumed, follower, true);
    }

    /**
     * Shows a job to its end, from what it does now; what it did before is in its table.
     *
     * @throws CommandFailed if the fleet was lost
     */
    Ended watch(JobId id) {
        var job = fleet.gateway().job(id);
        var follower = follower(job, job.times().createdAt());
        follower.catchUp();
        terminal.tell(head(job, terminal.style()));
        return follow(job, follower, false);
    }

    private JobFollower follower(JobView job, Instant startedAt) {
        return new JobFollower(fleet.gateway(), terminal, clock, job, startedAt);
    }

    /**
     * @param isOurs whether Ctrl-C cancels the job
     */
    private Ended follow(JobView job, JobFollower follower, boolean isOurs) {
        var gateway = fleet.gateway();
        Runnable leave = () -> follower.abort(left(job.id()));
        Runnable interrupted = isOurs ? () -> cancel(job.id(), follower) : leave;
        if (!terminal.isInteractive()) {
            PipeReader.watch(() -> follower.abort(OutputFailed.closedPipe()));
        }
        try (var interrupts = new Interrupts(interrupted, this::leave, leave)) {
            follower.follow();
            var ended = gateway.job(job.id());
            return new Ended(ended, JobResult.of(ended, gateway.subtasks(job.id())));
        } catch (OutputFailed e) {
            // At once: the reader has gone, and a fleet of our own with it.
            fleet.kill();
            throw e;
        } catch (CommandFailed e) {
            throw e.exitCode() == ExitCode.NO_FLEET ? lost(job.id(), e) : e;
        }
    }

    private static String head(JobView job, Style style) {
        var subtasks = job.subtasks().values().stream().mapToInt(Integer::intValue).sum();
        var count = subtasks + (subtasks == 1 ? " subtask" : " subtasks");
        return style.bold(job.title()) + " (job " + job.id() + ", " + count + ")";
    }

    private CommandFailed lost(JobId job, CommandFailed why) {
        var lines = new ArrayList<>(List.of("The fleet has gone while job " + job + " ran."));
        lines.addAll(why.lines());
        lines.addAll(wayBack(job));
        return CommandFailed.of(ExitCode.NO_FLEET, lines);
    }

    /** For a termination or a lost terminal, which nobody means for the job. */
    private CommandFailed left(JobId job) {
        var lines = new ArrayList<String>();
        if (fleet.isOwn()) {
            lines.add("The command was ended, and its fleet with it; job " + job + " is kept.");
            lines.add("It goes on after '" + fleet.upAgain() + "'.");
        } else {
            lines.add("The command was ended; job " + job + " goes on.");
        }
        lines.addAll(wayBack(job));
        return CommandFailed.of(ExitCode.FAILED, lines);
    }

    private List<String> wayBack(JobId job) {
        return List.of(
                fleet.again().of("watch " + job) + " follows it, when a fleet is up.",
                fleet.again().of("fetch " + job) + " brings its result.");
    }

    private void cancel(JobId job, JobFollower follower) {
        follower.say("Cancelling job " + job + " ... (Ctrl-C again leaves at once)");
        try {
            fleet.gateway().cancel(job);
        } catch (CommandFailed e) {
            if (!hasEnded(job)) {
                terminal.fail(e);
                leave();
            }
        }
    }

    /** It may have ended before it could be cancelled, which its follower shows. */
    private boolean hasEnded(JobId job) {
        try {
            return fleet.gateway().job(job).state().isFinal();
        } catch (CommandFailed _) {
            return false;
        }
    }

    /** A fleet of our own goes with us. */
    private void leave() {
        fleet.kill();
        Runtime.getRuntime().halt(ExitCode.FAILED.number());
    }
}
