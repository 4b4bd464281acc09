package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.DetachedSupervisor;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.localfleet.RunningFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codefleet up}. */
@Command(
        name = "up",
        description =
                "Starts a fleet on this machine and stays until Ctrl-C; --detach returns when it is ready.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    /** By its name: this package must not depend on the one that knows all commands. */
    private static final String MAIN_CLASS = "dev.codefleet.cli.Codefleet";

    private final CommandContext context;

    @Mixin private FleetOptions options = new FleetOptions();

    @Option(names = "--detach", description = "Leave the fleet running in the background.")
    private boolean isDetached;

    public UpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var spec = options.spec();
        var terminal = context.terminal();
        // First of all: nothing can be done without it.
        context.home().requireUsable();
        var running = new RunningFleet(context.home());
        if (running.isUp()) {
            terminal.say("A fleet is up already: " + running.describe());
            options.ignored().ifPresent(terminal::note);
            return ExitCode.SUCCEEDED.number();
        }
        new AotTraining(context.installation(), context.environment()).ensure(terminal::note);
        terminal.note("Starting " + describe(spec) + " ...");
        var startNanos = System.nanoTime();
        if (isDetached) {
            startDetached(context, spec);
            sayUp(startNanos);
            terminal.say(Invocation.PLAIN.of("down") + " stops it.");
            return ExitCode.SUCCEEDED.number();
        }
        try (var fleet = start(spec)) {
            sayUp(startNanos);
            terminal.say("Ctrl-C stops it.");
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> terminal.note("Stopping the fleet ...")));
            awaitEndOf(fleet);
        }
        return ExitCode.SUCCEEDED.number();
    }

    /**
     * Starts a background process that runs this command, and returns when its fleet is ready.
     *
     * @throws CommandFailed with what the process said, if it ended instead
     */
    public static void startDetached(CommandContext context, FleetSpec spec)
            throws InterruptedException {
        var program = new ArrayList<>(List.of(MAIN_CLASS, "up"));
        program.addAll(FleetOptions.words(spec));
        new DetachedSupervisor(context.home(), context.installation(), context.environment())
                .start(program);
    }

    private LocalFleet start(FleetSpec spec) {
        return LocalFleet.start(
                spec,
                context.home(),
                context.installation(),
                context.environment(),
                context.terminal()::note);
    }

    private void sayUp(long startNanos) {
        var ms = (System.nanoTime() - startNanos) / 1_000_000;
        var home = context.home();
        context.terminal()
                .say(
                        "The fleet is up after "
                                + Durations.text(ms)
                                + ": "
                                + new RunningFleet(home).describe());
        context.terminal().say("Logs: " + home.logs());
    }

    /** For ever: a signal runs the shutdown hook that stops the fleet. */
    private static void awaitEndOf(LocalFleet fleet) throws InterruptedException {
        var never = new CountDownLatch(fleet.members().size());
        never.await();
    }

    private static String describe(FleetSpec spec) {
        return count(spec.gateways(), "gateway")
                + ", "
                + count(spec.managers(), "manager")
                + ", "
                + (spec.registries() == 1 ? "1 registry" : spec.registries() + " registries")
                + " and "
                + count(spec.programmers(), "programmer")
                + " with "
                + count(spec.slots(), "slot")
                + (spec.programmers() == 1 ? "" : " each");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
