package dev.codefleet.cli.chaos;

import dev.codefleet.chaos.ChaosReport;
import dev.codefleet.chaos.ChaosRun;
import dev.codefleet.chaos.ChaosSettings;
import dev.codefleet.chaos.fault.FaultKind;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.localfleet.RunDirectories;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code codefleet chaos}. */
@Command(
        name = "chaos",
        description = {
            "Starts a fleet of its own, harms it while it works, and judges what it did.",
            "2 gateways, 3 managers, 3 registries, 6 programmers. The same seed makes the same faults."
        },
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
    private static final int EARLIER_RUNS_KEPT = 4;

    private static final Duration SETTLE = Duration.ofMinutes(3);

    private final CommandContext context;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "2",
            description = "How long faults come; fractions are fine (${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of faults and jobs (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--faults",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds: ${COMPLETION-CANDIDATES}.")
    private Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);

    @Option(
            names = "--pause",
            paramLabel = "MS",
            defaultValue = "800",
            description = "Mean milliseconds between two faults (${DEFAULT-VALUE}).")
    private long pauseMs;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "6",
            description = "Jobs under way at once (${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description = "Attempts that each programmer runs at once (${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port (${DEFAULT-VALUE}).")
    private int portOffset;

    public ChaosCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        requirePositive(minutes, "--minutes");
        requirePositive((double) pauseMs, "--pause");
        requirePositive(jobs, "--jobs");
        context.home().requireUsable();
        RunDirectories.keepNewest(context.below("chaos").home().directory(), EARLIER_RUNS_KEPT);
        var own = context.below("chaos/" + seed + "-" + ProcessHandle.current().pid());
        var settings =
                new ChaosSettings(
                        Duration.ofMillis((long) (minutes * 60_000)),
                        seed,
                        kinds,
                        Duration.ofMillis(pauseMs),
                        jobs,
                        slots,
                        portOffset,
                        SETTLE);
        var outcome =
                new ChaosRun(
                                settings,
                                own.home(),
                                own.installation(),
                                own.environment(),
                                own.terminal()::note)
                        .run();
        new ChaosReport(outcome, settings).lines().forEach(context.terminal()::say);
        return (outcome.violations().isEmpty() ? ExitCode.SUCCEEDED : ExitCode.FAILED).number();
    }

    private static void requirePositive(double value, String option) {
        if (value <= 0) {
            throw CommandFailed.usage(option + " must be more than 0, but was " + value + ".");
        }
    }
}
