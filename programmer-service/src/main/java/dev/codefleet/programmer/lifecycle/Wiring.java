package dev.codefleet.programmer.lifecycle;

import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.git.Identity;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.git.remote.FleetHome;
import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.TaskScheduler;
import dev.codefleet.programmer.attempt.Admissions;
import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.attempt.Followers;
import dev.codefleet.programmer.egress.EgressLimits;
import dev.codefleet.programmer.egress.EgressProxy;
import dev.codefleet.programmer.egress.EgressRule;
import dev.codefleet.programmer.egress.Names;
import dev.codefleet.programmer.execute.AttemptEnvironment;
import dev.codefleet.programmer.execute.AttemptLimits;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.execute.LimitsWatch;
import dev.codefleet.programmer.execute.NetworkMode;
import dev.codefleet.programmer.execute.ProcessLimits;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.execute.SandboxChoice;
import dev.codefleet.programmer.execute.SandboxSettings;
import dev.codefleet.programmer.execute.SwitchProgram;
import dev.codefleet.programmer.order.Fences;
import dev.codefleet.programmer.order.Slots;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.run.AttemptRunner;
import dev.codefleet.programmer.run.AttemptWork;
import dev.codefleet.programmer.run.ProgrammerMetrics;
import dev.codefleet.programmer.run.Recovery;
import dev.codefleet.programmer.run.RunningAttempts;
import dev.codefleet.programmer.spool.EndedAttempts;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.spool.WholeLog;
import dev.codefleet.programmer.trust.Epochs;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.programmer.workspace.TopOfHierarchy;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.programmer.workspace.Workspaces;
import dev.codefleet.registryclient.AgentEnrolment;
import dev.codefleet.registryclient.AgentIdentity;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.AnnouncerConfig;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.support.Directories;
import dev.codefleet.web.BuildInfo;
import dev.codefleet.web.StartCheck;
import dev.codefleet.web.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Makes the objects that take and run attempts. */
@Singleton
class Wiring {
    private static final Logger LOG = Logger.getLogger(Wiring.class);
    private static final String ATTEMPTS = "attempts";
    private static final Duration LONGEST_GRACE = Duration.ofMinutes(5);

    private final ProgrammerConfig config;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Path home;

    Wiring(ProgrammerConfig config, InstantSource clock, Ticker ticker) throws IOException {
        this.config = config;
        this.clock = clock;
        this.ticker = ticker;
        this.home = StartCheck.directory("CODEFLEET_HOME", config.home()).toRealPath();
        StartCheck.made(() -> {
            GracefulShutdown.requireTime(config);
            requireTerminationGrace(config.terminationGrace());
            return WholeLog.requireRoom(config.logMaxBytes());
        });
    }

    @Produces
    @Singleton
    DeadMansSwitch deadMansSwitch() {
        var program = SwitchProgram.install(searchPath(), home);
        if (program.isEmpty()) {
            LOG.warnf(
                    "Nothing ends attempts while this programmer is paused: there is no bash, or no"
                            + " /proc");
        }
        return new DeadMansSwitch(program);
    }

    void close(@Disposes DeadMansSwitch deadMansSwitch) {
        deadMansSwitch.close();
    }

    @Produces
    @Singleton
    ProcessRunner processes(DeadMansSwitch deadMansSwitch) throws IOException {
        var readable = new ArrayList<>(config.readOnlyPaths().orElse(List.of()));
        var own = System.getenv();
        var javaHome = own.get("JAVA_HOME");
        if (javaHome != null && config.environment().contains("JAVA_HOME")) {
            readable.add(Path.of(javaHome));
        }
        var program = SandboxChoice.find("bwrap", searchPath());
        var scratch = home.resolve("probe");
        var settings =
                StartCheck.made(() ->
                        new SandboxSettings(
                                readable,
                                limits(),
                                config.sharedMemoryMaxBytes(),
                                config.network(),
                                home.resolve("sandbox")));
        var choice =
                StartCheck.made(
                        () -> SandboxChoice.choose(config.sandbox(), program, settings, scratch));
        Directories.delete(scratch);
        if (choice.trouble() != null) {
            LOG.warnf("Attempts run without a sandbox: %s", choice.trouble());
        }
        if (!choice.missing().isEmpty()) {
            LOG.warnf(
                    "Bubblewrap does not hold all that it could: %s",
                    String.join("; ", choice.missing()));
        }
        return new ProcessRunner(
                choice.sandbox(),
                deadMansSwitch,
                new LimitsWatch(together(), ticker).start(),
                config.stalledAfter(),
                config.terminationGrace(),
                ticker);
    }

    private static void requireTerminationGrace(Duration grace) {
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "codefleet.programmer.termination-grace must be PT0S to "
                            + LONGEST_GRACE
                            + ", but is "
                            + grace
                            + ". It holds for attempts that are cancelled, time out or stop with"
                            + " the programmer. One that is cut off is killed at once, "
                            + TrustWindow.SELF_STOP
                            + " after it was heard of last, whatever this says.");
        }
    }

    /** A directory in which others come and go. */
    private Path placeOfMany(String name) throws IOException {
        var place = Files.createDirectories(home.resolve(name));
        TopOfHierarchy.mark(place, searchPath());
        return place;
    }

    private static String searchPath() {
        return System.getenv().getOrDefault("PATH", "");
    }

    private ProcessLimits limits() {
        return new ProcessLimits(
                config.processMaxMemoryBytes(),
                config.processesMax(),
                config.processMaxCpu(),
                config.fileMaxBytes());
    }

    private AttemptLimits together() {
        return StartCheck.made(() ->
                new AttemptLimits(
                        config.attemptMaxMemoryBytes().orElseGet(Wiring::mostOfTheMemory),
                        config.attemptMaxProcesses(),
                        config.attemptMaxBytes()));
    }

    /** Of the machine, or of the container that this is in: the rest is for all others. */
    private static long mostOfTheMemory() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean machine
                ? (machine.getTotalMemorySize() + machine.getTotalSwapSpaceSize()) / 4 * 3
                : 0;
    }

    void close(@Disposes ProcessRunner processes) {
        processes.close();
    }

    /** One that opens nothing where networks are not restricted. */
    @Produces
    @Singleton
    EgressProxy egress() {
        return StartCheck.made(() -> {
            if (isRestricted()) {
                AttemptDirectory.requireRoomForSocket(home.resolve(ATTEMPTS));
            }
            return new EgressProxy(
                    new EgressRule(config.egressHosts(), config.egressPrivate().orElse(List.of())),
                    new EgressLimits(
                            config.egressMaxConnections(),
                            config.egressMaxBytes(),
                            config.egressIdle(),
                            config.egressMaxTime()),
                    Names.system(),
                    ticker);
        });
    }

    void close(@Disposes EgressProxy egress) {
        egress.close();
    }

    private boolean isRestricted() {
        return config.network() == NetworkMode.RESTRICTED;
    }

    @Produces
    @Singleton
    TaskScheduler timers() {
        return new TaskScheduler();
    }

    void close(@Disposes TaskScheduler timers) {
        timers.close();
    }

    @Produces
    @Singleton
    UploadedBundles bundles() throws IOException {
        var bounds =
                new UploadedBundles.Bounds(
                        config.bundleMaxBytes(),
                        config.bundlesMaxTotalBytes(),
                        config.bundleMaxAge());
        return new UploadedBundles(home.resolve("bundles"), bounds, clock);
    }

    @Produces
    @Singleton
    Spool spool() throws IOException {
        return new Spool(placeOfMany("spool"));
    }

    @Produces
    @Singleton
    Slots slots() {
        return new Slots(config.slots());
    }

    @Produces
    @Singleton
    ProgrammerMetrics metrics(MeterRegistry registry, BuildInfo build, Slots slots, Spool spool) {
        Gauge.builder("codefleet.build.info", () -> 1)
                .description(BuildInfo.METRIC)
                .tag("version", build.version())
                .tag("commit", build.commit())
                .register(registry);
        Gauge.builder(
                        "codefleet_programmer_disk_free",
                        config.home().toFile(),
                        File::getUsableSpace)
                .description("Bytes free where this programmer keeps its mirrors and workspaces")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        return new ProgrammerMetrics(registry, slots, spool);
    }

    @Produces
    @Singleton
    DiskUseMetrics diskMetrics(MeterRegistry registry) {
        return new DiskUseMetrics(home, registry);
    }

    @Produces
    @Singleton
    Workspaces workspaces(UploadedBundles bundles, AgentIdentity agent) {
        var git =
                new Git(
                        GitSettings.defaults(home.resolve("git-home"))
                                .refusing(FleetHome.with(home))
                                .withLfsMaxBytes(config.lfsMaxBytes()));
        var cache =
                new RepositoryCache(
                        git,
                        home.resolve("mirrors"),
                        config.cacheMaxBytes(),
                        config.cacheLockTimeout(),
                        clock,
                        bundles);
        var id = agent.id();
        var identity = new Identity("Codefleet programmer " + id, id + "@codefleet.invalid");
        return new Workspaces(git, cache, bundles, identity);
    }

    @Produces
    @Singleton
    Attempts attempts(
            AgentIdentity agent,
            Workspaces workspaces,
            ProcessRunner processes,
            EgressProxy egress,
            DeadMansSwitch deadMansSwitch,
            Spool spool,
            Slots slots,
            ProgrammerMetrics metrics,
            TaskScheduler timers,
            Announcer announcer,
            AnnouncerConfig fleet)
            throws IOException {
        var logMaxBytes = config.logMaxBytes();
        var limits = processes.limits();
        var bounds =
                new Receipt.Bounds(
                        LimitsWatch.HELD_BY,
                        limits.memoryBytes(),
                        limits.processes(),
                        limits.bytes());
        var receipts =
                new Receipts(
                        agent.id(),
                        processes.isolation(),
                        processes.network(),
                        bounds,
                        AgentEnrolment.ownKey(fleet, agent.id()).orElse(null));
        var places = placeOfMany(ATTEMPTS);
        new Recovery(places, spool, processes, receipts, clock).run();
        var environment = new AttemptEnvironment(System.getenv(), config.environment());
        var work =
                new AttemptWork(
                        workspaces,
                        processes,
                        isRestricted() ? egress : null,
                        environment,
                        spool,
                        metrics,
                        config.attemptMaxBytes(),
                        clock,
                        ticker);
        var runner =
                new AttemptRunner(
                        places,
                        work,
                        deadMansSwitch,
                        spool,
                        receipts,
                        metrics,
                        timers,
                        config.logLinesPerSecond(),
                        logMaxBytes,
                        clock,
                        ticker);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var incarnation = Incarnation.next(home, clock.instant());
        var running =
                new RunningAttempts(
                        slots,
                        runner,
                        threads,
                        announcer::beatNow,
                        config.replayMaxLines(),
                        incarnation,
                        clock,
                        ticker);
        return new Attempts(
                slots,
                new Fences(config.fencesMaxJobs()),
                running,
                new EndedAttempts(spool, config.spoolMaxReports()),
                runner,
                metrics,
                threads,
                incarnation);
    }

    @Produces
    @Singleton
    Admissions admissions(
            Attempts attempts, UploadedBundles bundles, ProgrammerMetrics metrics, Epochs epochs) {
        return new Admissions(attempts, bundles, metrics, epochs);
    }

    @Produces
    @Singleton
    Followers followers(Attempts attempts) {
        return new Followers(attempts.incarnation(), config.streamsMax(), attempts.ended()::told);
    }
}
