package dev.codefleet.benchmarks.fleet;

import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fleet of one gateway, registry and manager, a durable PostgreSQL and some programmers, in a
 * directory of its own that goes with it. The directory stays if a job did not succeed.
 */
public final class BenchmarkFleet implements AutoCloseable {
    private static final long LOOK_MS = 1_000;
    private static final Duration LONGEST_JOB = Duration.ofMinutes(10);

    private final BenchmarkOptions setting;
    private final Path home;
    private final LocalFleet fleet;
    private final GatewayClient gateway;
    private final AtomicLong submitted = new AtomicLong();
    private boolean isKept;

    private BenchmarkFleet(BenchmarkOptions setting, Path home, LocalFleet fleet) {
        this.setting = setting;
        this.home = home;
        this.fleet = fleet;
        this.gateway = fleet.gateway(Duration.ZERO);
    }

    /**
     * Starts one and returns when it is ready.
     *
     * @param slots of each programmer
     * @throws CommandFailed if it does not start
     */
    public static BenchmarkFleet start(
            BenchmarkOptions setting, int programmers, int slots, Map<String, String> environment)
            throws IOException {
        // Where users have theirs. Beneath /tmp each sandbox, which has a /tmp of its own, must
        // make the whole path to its workspace anew.
        var place = Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")));
        var home = Files.createTempDirectory(place, ".codefleet-benchmark-");
        var spec =
                FleetSpec.usual()
                        .withProgrammers(programmers, slots)
                        .withPortOffset(setting.portOffset())
                        .withEnvironment(environment)
                        .unsupervised();
        setting.note(
                "starting " + programmers + " programmers with " + slots + " slots in " + home);
        try {
            var installation = Installation.ofProcess();
            var fleet =
                    LocalFleet.start(
                            spec, new Home(home), installation, System.getenv(), setting::note);
            return new BenchmarkFleet(setting, home, fleet);
        } catch (CommandFailed e) {
            Directories.delete(home);
            throw e;
        }
    }

    /** Has a job done while reading its event stream, and returns at its last event. */
    public SucceededJob run(JobRequest request) {
        var sent = System.nanoTime();
        var job = submit(request);
        var accepted = System.nanoTime();
        var ended = new AtomicLong();
        try (var events = gateway.events(job)) {
            events.forEach(
                    event -> {
                        if (isEnd(event)) {
                            ended.set(System.nanoTime());
                        }
                    },
                    () -> ended.get() != 0);
        }
        return outcome(gateway.job(job), sent, accepted, ended.get());
    }

    /**
     * Has a job done without reading its event stream, which for a large job is work of its own;
     * looks once a second whether it has ended.
     */
    public SucceededJob runUnwatched(JobRequest request) throws InterruptedException {
        var sent = System.nanoTime();
        var job = submit(request);
        var accepted = System.nanoTime();
        var view = gateway.job(job);
        while (!view.state().isFinal()) {
            if (System.nanoTime() - sent > LONGEST_JOB.toNanos()) {
                throw failed(view, "is not over after " + LONGEST_JOB);
            }
            Thread.sleep(LOOK_MS);
            view = gateway.job(job);
        }
        return outcome(view, sent, accepted, System.nanoTime());
    }

    /** Hands in a job and returns when it is accepted. */
    public JobId submit(JobRequest request) {
        return gateway.submit(request, "benchmark-" + submitted.incrementAndGet()).id();
    }

    public void cancel(JobId job) throws InterruptedException {
        gateway.cancel(job);
        while (!gateway.job(job).state().isFinal()) {
            Thread.sleep(LOOK_MS);
        }
    }

    /** What the attempts of a job did. */
    public List<Receipt> receipts(SucceededJob outcome) {
        return gateway.receipts(outcome.view().id());
    }

    /** What the fleet's processes have used of the processors since they started. */
    public CpuUse cpuUse() {
        return CpuUse.of(fleet, home);
    }

    /**
     * Records what the services do until the recording is closed, if the user asked for it.
     *
     * @param name of the directory that the recordings go to
     */
    public Recording record(String name) throws IOException, InterruptedException {
        var directory = setting.recordings();
        return directory == null
                ? Recording.none()
                : Recording.start(fleet.members(), directory.resolve(name));
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        if (isKept) {
            setting.note("a job did not succeed; logs and database are kept in " + home);
        } else {
            Directories.delete(home);
        }
    }

    private static boolean isEnd(JobEvent event) {
        return "job".equals(event.body().get("what"))
                && event.body().get("state") instanceof String state
                && JobState.valueOf(state).isFinal();
    }

    private SucceededJob outcome(JobView view, long sent, long accepted, long ended) {
        if (view.state() != JobState.SUCCEEDED) {
            throw failed(view, "is " + view.state() + ": " + view.failure());
        }
        return new SucceededJob(
                view, Duration.ofNanos(accepted - sent), Duration.ofNanos(ended - sent));
    }

    private IllegalStateException failed(JobView view, String how) {
        isKept = true;
        return new IllegalStateException("job " + view.id() + " " + how);
    }
}
