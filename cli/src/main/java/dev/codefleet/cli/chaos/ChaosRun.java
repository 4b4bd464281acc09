package dev.codefleet.cli.chaos;

import dev.codefleet.cli.chaos.check.Checker;
import dev.codefleet.cli.chaos.check.Violation;
import dev.codefleet.cli.chaos.fault.Damage;
import dev.codefleet.cli.chaos.fault.FaultKind;
import dev.codefleet.cli.chaos.fault.FaultSchedule;
import dev.codefleet.cli.chaos.fault.Injector;
import dev.codefleet.cli.chaos.fault.Processes;
import dev.codefleet.cli.chaos.history.Entry;
import dev.codefleet.cli.chaos.history.History;
import dev.codefleet.cli.chaos.load.Load;
import dev.codefleet.cli.fleet.AotTraining;
import dev.codefleet.cli.fleet.Kind;
import dev.codefleet.cli.fleet.LocalFleet;
import dev.codefleet.cli.fleet.Member;
import dev.codefleet.cli.fleet.Workplace;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One fault run, from the start of its fleet to the judgement. */
public final class ChaosRun {
    private static final String HISTORY = "history.jsonl";

    private final ChaosSettings settings;
    private final Workplace workplace;

    /**
     * @param history all that happened
     * @param counts faults that were made, by kind
     */
    public record Outcome(
            Path file,
            List<Entry> history,
            List<Violation> violations,
            Map<FaultKind, Integer> counts) {}

    /**
     * @param workplace its home is the run's own
     */
    public ChaosRun(ChaosSettings settings, Workplace workplace) {
        this.settings = settings;
        this.workplace = workplace;
    }

    /**
     * Runs it.
     *
     * @throws dev.codefleet.cli.terminal.CommandFailed if the fleet cannot be started
     */
    public Outcome run() throws InterruptedException {
        var terminal = workplace.terminal();
        new AotTraining(workplace.installation(), workplace.environment()).ensure(terminal::note);
        var directory = workplace.home().directory();
        var file = directory.resolve(HISTORY);
        try (var fleet = ChaosFleet.start(settings, workplace);
                var history = new History(file)) {
            terminal.note("The fleet is up. Its logs, and what happens: " + directory);
            var counts = harm(fleet.processes(), history);
            var entries = history.entries();
            return new Outcome(file, entries, Checker.violations(entries), counts);
        }
    }

    private Map<FaultKind, Integer> harm(LocalFleet fleet, History history)
            throws InterruptedException {
        var random = new SplittableRandom(settings.seed());
        var schedule = new FaultSchedule(random.split(), targets(fleet), settings.meanPause());
        var gateways = fleet.members(Kind.GATEWAY).stream().map(Member::url).toList();
        history.add(began(fleet));
        var processes = new Processes(fleet, history);
        var directory = workplace.home().directory();
        try (var load = new Load(gateways, directory, settings.jobs(), random.split(), history)) {
            Map<FaultKind, Damage> damages = new EnumMap<>(processes.damages());
            var injector = new Injector(schedule, damages, history);
            injector.run(System.nanoTime() + settings.lasts().toNanos());
            history.add(new Entry.Calm(System.nanoTime()));
            workplace.terminal().note("The faults are over; waiting for the last jobs ...");
            load.enough();
            var isOver = load.awaitEnd(settings.settle());
            history.add(new Survey(fleet).take(isOver));
            return injector.counts();
        } finally {
            processes.leaveAlone();
        }
    }

    private Entry.Began began(LocalFleet fleet) {
        var slots =
                fleet.members(Kind.PROGRAMMER).stream()
                        .collect(Collectors.toMap(Member::id, one -> settings.slots()));
        return new Entry.Began(
                System.nanoTime(), settings.seed(), slots, settings.settle().toMillis());
    }

    private Map<FaultKind, List<FaultSchedule.Targets>> targets(LocalFleet fleet) {
        var members =
                List.of(Kind.values()).stream()
                        .map(fleet::members)
                        .map(group -> group.stream().map(Member::id).toList())
                        .map(FaultSchedule.Targets::new)
                        .toList();
        return settings.kinds().stream()
                .collect(
                        Collectors.toMap(
                                Function.identity(),
                                kind -> members,
                                (a, b) -> a,
                                () -> new EnumMap<>(FaultKind.class)));
    }
}
