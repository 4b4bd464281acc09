package dev.codefleet.localfleet;

import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Makes the services' ahead-of-time caches by running a small fleet through a small job, once after
 * each build.
 */
public final class AotTraining {
    /**
     * How the names of trainings' temporary directories begin; one that was ended leaves its own,
     * which a later training deletes.
     */
    public static final String DIRECTORY = "codefleet-training-";

    /** The cache is written between the signal to end and the end. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** Another checkout may be at its training; one that is older than this was killed. */
    private static final Duration TRAINING_LASTS_AT_MOST = Duration.ofHours(1);

    private static final Duration JOB_TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_OFFSET = 20_000;

    /** Work of the kind that is not there but to be measured: it needs no repository. */
    private static final String PLAN =
            """
            {"version": 1, "title": "Training", "subtasks": [
              {"key": "a", "title": "A", "executor": {"kind": "none"}},
              {"key": "b", "title": "B", "depends_on": ["a"], "executor": {"kind": "none"}}]}
            """;

    /** A file is locked by a process: its second thread would not wait, but fail. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Installation installation;
    private final Map<String, String> environment;
    private final AotCaches caches;
    private final InstantSource clock;

    public AotTraining(Installation installation, Map<String, String> environment) {
        this(installation, environment, InstantSource.system());
    }

    AotTraining(Installation installation, Map<String, String> environment, InstantSource clock) {
        this.clock = clock;
        this.installation = installation;
        this.environment = environment;
        this.caches = new AotCaches(installation);
    }

    /**
     * Makes the caches that are missing or older than the services. Without them a fleet only
     * starts more slowly, so no failure of the training is one of the caller.
     *
     * @param notes gets a line when there is something to do
     */
    public void ensure(Consumer<String> notes) {
        installation.requireBuilt();
        if (isDone()) {
            return;
        }
        IN_THIS_PROCESS.lock();
        try (var channel = open();
                var lock = channel.lock()) {
            if (lock.isValid() && !isDone()) {
                notes.accept("Preparing fast starts (once after a build, about half a minute) ...");
                train();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare fast starts", e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    /** Services for which no cache that can be used was made. */
    public List<ServiceKind> withoutCache() {
        return Arrays.stream(ServiceKind.values())
                .filter(kind -> caches.flagsToUse(kind).isEmpty())
                .toList();
    }

    private boolean isDone() {
        return Arrays.stream(ServiceKind.values()).allMatch(caches::isSettled);
    }

    private FileChannel open() throws IOException {
        var directory = Home.make(installation.checkout().resolve("target/codefleet"));
        return FileChannel.open(
                directory.resolve("training.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private void train() throws IOException {
        // What a training that was killed has left.
        RunDirectories.deleteOlder(
                Path.of(System.getProperty("java.io.tmpdir")),
                DIRECTORY,
                clock.instant().minus(TRAINING_LASTS_AT_MOST));
        var directory = Files.createTempDirectory(DIRECTORY);
        var isGood = false;
        try {
            isGood = runFleet(new Home(directory));
        } finally {
            Directories.delete(directory);
            for (var kind : ServiceKind.values()) {
                caches.settle(kind, isGood);
            }
        }
    }

    /**
     * Whether it all worked. If not, the fleet that the user starts next will say why: it comes to
     * the same fault, or there is none any more.
     */
    private boolean runFleet(Home home) {
        var spec = FleetSpec.usual().withProgrammers(1, 2).withPortOffset(FIRST_OFFSET);
        // A database of its own: what is learnt must not touch what the user keeps.
        var own = new TreeMap<>(environment);
        own.remove("CODEFLEET_DATABASE_URL");
        try {
            var moved = FreePortOffset.moved(spec.unsupervised());
            var plan = new FleetPlan(moved, installation, home, own, caches::flagsToMake);
            try (var fleet = LocalFleet.start(plan, GRACE, _ -> {})) {
                runJob(fleet.gateway(Duration.ZERO));
            }
            return true;
        } catch (CommandFailed _) {
            return false;
        }
    }

    private static void runJob(GatewayClient gateway) {
        var request = new JobRequest(null, null, PLAN, "json", null, null, null);
        var job = gateway.submit(request, UUID.randomUUID().toString()).id();
        var deadline = System.nanoTime() + JOB_TIMEOUT.toNanos();
        try (var events = gateway.events(job)) {
            events.forEach(
                    _ -> {},
                    () -> gateway.job(job).state().isFinal() || System.nanoTime() - deadline > 0);
        }
        gateway.subtasks(job);
        gateway.receipts(job);
    }
}
