package dev.codefleet.cli.run;

import dev.codefleet.cli.job.JobResult;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.ResumeRequest;
import java.time.InstantSource;
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
     * Runs the job to its end, whatever that is.
     *
     * @throws CommandFailed if it was refused, or the fleet was lost
     */
    public Ended run(JobRequest request) {
        var job = fleet.gateway().submit(request, UUID.randomUUID().toString());
        terminal.say(head(job, terminal.style()));
        return follow(job, new Follower(fleet.gateway(), terminal, clock, job));
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
        var follower = new Follower(gateway, terminal, clock, job);
        follower.catchUp();
        var request =
                corrected == null ? null : new ResumeRequest(corrected.text(), corrected.format());
        var resumed = gateway.resume(id, request);
        follower.planned(resumed);
        terminal.say(head(resumed, terminal.style()));
        return follow(resumed, follower);
    }

    private Ended follow(JobView job, Follower follower) {
        var gateway = fleet.gateway();
        try (var interrupts = new Interrupts(() -> cancel(job.id(), follower), this::leave)) {
            follower.follow();
        }
        var ended = gateway.job(job.id());
        return new Ended(ended, JobResult.of(ended, gateway.subtasks(job.id())));
    }

    private static String head(JobView job, Style style) {
        var subtasks = job.subtasks().values().stream().mapToInt(Integer::intValue).sum();
        var count = subtasks + (subtasks == 1 ? " subtask" : " subtasks");
        return style.bold(job.title()) + " (job " + job.id() + ", " + count + ")";
    }

    private void cancel(JobId job, Follower follower) {
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
        } catch (CommandFailed unreachable) {
            return false;
        }
    }

    /** A fleet of our own goes with us. */
    private void leave() {
        fleet.kill();
        Runtime.getRuntime().halt(ExitCode.FAILED.number());
    }
}
