package dev.codefleet.chaos;

import dev.codefleet.chaos.check.Checker;
import dev.codefleet.chaos.check.Violation;
import dev.codefleet.chaos.fault.DatabaseFaults;
import dev.codefleet.chaos.fault.FaultAction;
import dev.codefleet.chaos.fault.FaultInjector;
import dev.codefleet.chaos.fault.FaultKind;
import dev.codefleet.chaos.fault.FaultSchedule;
import dev.codefleet.chaos.fault.FaultSchedule.Targets;
import dev.codefleet.chaos.fault.LinkFaults;
import dev.codefleet.chaos.fault.ProcessFaults;
import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import dev.codefleet.chaos.load.JobOwnerRecorder;
import dev.codefleet.chaos.load.LoadGenerator;
import dev.codefleet.chaos.relay.Link;
import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One fault run, from the start of its fleet to the judgement. */
public final class ChaosRun {
    private static final String HISTORY = "history.jsonl";

    private final ChaosSettings settings;
    private final Home home;
    private final Installation installation;
    private final Map<String, String> environment;
    private final Consumer<String> notes;

    /**
     * What a run did and found.
     *
     * @param history all that happened
     * @param counts faults that were made, by kind
     */
    public record Outcome(
            Path file,
            List<HistoryEntry> history,
            List<Violation> violations,
            Map<FaultKind, Integer> counts) {}

    /**
     * @param home the run's own
     * @param environment what the services inherit
     * @param notes told how far the run is
     */
    public ChaosRun(
            ChaosSettings settings,
            Home home,
            Installation installation,
            Map<String, String> environment,
            Consumer<String> notes) {
        this.settings = settings;
        this.home = home;
        this.installation = installation;
        this.environment = Map.copyOf(environment);
        this.notes = notes;
    }

    /**
     * Runs it.
     *
     * @throws dev.codefleet.gatewayclient.CommandFailed if the fleet cannot be started
     */
    public Outcome run() throws InterruptedException {
        new AotTraining(installation, environment).ensure(notes);
        var directory = home.directory();
        var file = directory.resolve(HISTORY);
        try (var fleet = ChaosFleet.start(settings, home, installation, environment);
                var history = new RunHistory(file)) {
            notes.accept("The fleet is up. Its logs, and what happens: " + directory);
            notes.accept("Wall clocks are off by " + fleet.clocks());
            var counts = harm(fleet, history);
            var entries = history.entries();
            return new Outcome(file, entries, Checker.violations(entries), counts);
        }
    }

    private Map<FaultKind, Integer> harm(ChaosFleet fleet, RunHistory history)
            throws InterruptedException {
        var random = new SplittableRandom(settings.seed());
        var schedule = new FaultSchedule(random.split(), targets(fleet), settings.meanPause());
        history.add(began(fleet.processes()));
        var processes = new ProcessFaults(fleet.processes(), history);
        // Who ends this process ends the fleet, and wants nothing of it started again.
        var hook = new Thread(processes::leaveAlone);
        Runtime.getRuntime().addShutdownHook(hook);
        var injector = new FaultInjector(schedule, damages(fleet, processes), history);
        // No fleet works on repositories in its home.
        var own = home.directory();
        var directory = own.resolveSibling(own.getFileName() + "-origin");
        var postgres = fleet.postgres();
        try (var holders =
                        new JobOwnerRecorder(
                                postgres.jdbcUrl(), postgres.user(), postgres.password(), history);
                var load =
                        new LoadGenerator(
                                fleet.doors(),
                                fleet.processes().key(),
                                directory,
                                settings.jobs(),
                                random.split(),
                                history)) {
            injector.run(System.nanoTime() + settings.lasts().toNanos());
            history.add(new HistoryEntry.Calm(System.nanoTime()));
            notes.accept("The faults are over; waiting for the last jobs ...");
            load.enough();
            var isOver = load.awaitEnd(settings.settle());
            history.add(new LeftoverSurvey(fleet.processes()).take(isOver));
            return injector.counts();
        } finally {
            processes.leaveAlone();
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs already.
        }
    }

    private static Map<FaultKind, FaultAction> damages(ChaosFleet fleet, ProcessFaults processes) {
        var links = fleet.links().stream().flatMap(List::stream).toList();
        var damages = new EnumMap<FaultKind, FaultAction>(processes.damages());
        damages.putAll(new LinkFaults(fleet.network(), links).damages());
        damages.putAll(new DatabaseFaults(fleet.postgres()).damages());
        damages.putAll(fleet.disks().damages());
        return damages;
    }

    private HistoryEntry.Began began(LocalFleet fleet) {
        var slots =
                fleet.members(ServiceKind.PROGRAMMER).stream()
                        .collect(Collectors.toMap(Member::id, _ -> settings.slots()));
        return new HistoryEntry.Began(
                System.nanoTime(), settings.seed(), slots, settings.settle().toMillis());
    }

    private Map<FaultKind, List<Targets>> targets(ChaosFleet fleet) {
        var members =
                Stream.of(ServiceKind.values())
                        .map(fleet.processes()::members)
                        .map(group -> new Targets(group.stream().map(Member::id).toList()))
                        .toList();
        var links =
                fleet.links().stream()
                        .map(group -> new Targets(group.stream().map(Link::toString).toList()))
                        .toList();
        var small = fleet.disks().ids();
        var disks = small.isEmpty() ? List.<Targets>of() : List.of(new Targets(small));
        var database = List.of(new Targets(List.of(Topology.DATABASE)));
        var targets = new EnumMap<FaultKind, List<Targets>>(FaultKind.class);
        for (var kind : settings.kinds()) {
            targets.put(
                    kind,
                    switch (kind) {
                        case KILL, TERMINATE, PAUSE, ISOLATE -> members;
                        case DISK_FULL -> disks;
                        case CUT, SLOW, RESET -> links;
                        case DATABASE_DOWN, DATABASE_KILL, DATABASE_DISCONNECT -> database;
                    });
        }
        targets.entrySet().removeIf(entry -> isImpossible(entry.getKey(), entry.getValue()));
        return targets;
    }

    private boolean isImpossible(FaultKind kind, List<Targets> targets) {
        if (targets.isEmpty()) {
            notes.accept("Left out, for it cannot be done here: " + kind);
        }
        return targets.isEmpty();
    }
}
