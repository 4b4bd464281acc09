package dev.codefleet.cli.run;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.FleetOptions;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.fleet.UpCommand;
import dev.codefleet.cli.terminal.Durations;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.LocalFleet;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fleet for as long as it is needed: the one that is up, or one of our own that is stopped at the
 * end.
 */
public final class FleetSession implements AutoCloseable {
    /** A service that died is started again within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GatewayClient gateway;
    private final @Nullable LocalFleet own;
    private final long startMs;
    private final CommandContext context;
    private final Invocation again;
    private final int portOffset;

    private FleetSession(
            GatewayClient gateway,
            @Nullable LocalFleet own,
            long startMs,
            CommandContext context,
            Invocation again,
            int portOffset) {
        this.gateway = gateway;
        this.own = own;
        this.startMs = startMs;
        this.context = context;
        this.again = again;
        this.portOffset = portOffset;
    }

    /**
     * Finds a fleet, or starts one.
     *
     * @throws dev.codefleet.gatewayclient.CommandFailed if there is none and none can be started
     */
    public static FleetSession open(
            CommandContext context, GatewayOption connection, FleetOptions options) {
        var found = connection.find(context, PATIENCE);
        if (found.isEmpty()) {
            return start(context, options.spec());
        }
        options.ignored().ifPresent(context.terminal()::note);
        return new FleetSession(found.get(), null, 0, context, connection.again(), 0);
    }

    /**
     * The fleet that is up.
     *
     * @throws dev.codefleet.gatewayclient.CommandFailed if there is none
     */
    static FleetSession existing(CommandContext context, GatewayOption connection) {
        // Without patience at first: a person wants to hear at once that there is none.
        connection.require(context);
        return new FleetSession(
                connection.find(context, PATIENCE).orElseThrow(),
                null,
                0,
                context,
                connection.again(),
                0);
    }

    /**
     * The fleet that is up, or one that is started to stay.
     *
     * @throws dev.codefleet.gatewayclient.CommandFailed if there is none and none can be started
     */
    static FleetSession lasting(
            CommandContext context, GatewayOption connection, FleetOptions options) {
        if (connection.find(context, PATIENCE).isEmpty()) {
            var terminal = context.terminal();
            new AotTraining(context.installation(), context.environment()).ensure(terminal::note);
            terminal.note(
                    "Starting a fleet that stays; "
                            + Invocation.PLAIN.of("down")
                            + " stops it ...");
            startDetached(context, options.spec());
        } else {
            options.ignored().ifPresent(context.terminal()::note);
        }
        return existing(context, connection);
    }

    private static void startDetached(CommandContext context, FleetSpec spec) {
        try {
            UpCommand.startDetached(context, spec);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailed.noFleet("The start was interrupted.");
        }
    }

    /** Starts a fleet of our own. */
    public static FleetSession start(CommandContext context, FleetSpec spec) {
        var terminal = context.terminal();
        context.home().requireUsable();
        new AotTraining(context.installation(), context.environment()).ensure(terminal::note);
        terminal.note("Starting a fleet ...");
        var startNanos = System.nanoTime();
        var fleet =
                LocalFleet.start(
                        spec,
                        context.home(),
                        context.installation(),
                        context.environment(),
                        terminal::note);
        var ms = (System.nanoTime() - startNanos) / 1_000_000;
        terminal.note("The fleet is up after " + Durations.text(ms) + ": " + fleet.gatewayUrl());
        return new FleetSession(
                fleet.gateway(PATIENCE),
                fleet,
                ms,
                context,
                context.home().again(context.environment()),
                spec.portOffset());
    }

    public GatewayClient gateway() {
        return gateway;
    }

    /** Whether the fleet ends with this session. */
    boolean isOwn() {
        return own != null;
    }

    /** How to call another command for the same fleet; one of our own has to be up again. */
    public Invocation again() {
        return again;
    }

    /** The line that starts a fleet on the same ports, once one of our own has ended. */
    String upAgain() {
        return again.of("up --detach" + offset());
    }

    /** The line that resumes a job, which starts a fleet where none is up. */
    String resume(JobId job) {
        return again.of("resume " + job + offset());
    }

    private String offset() {
        return portOffset == 0 ? "" : " --port-offset " + portOffset;
    }

    /** How long the start of a fleet of our own took; 0 where it was up already. */
    public long startMs() {
        return startMs;
    }

    /** Ends a fleet of our own without giving it time. */
    void kill() {
        if (own != null) {
            own.kill();
        }
    }

    @Override
    public void close() {
        if (own != null) {
            context.terminal().note("Stopping the fleet ...");
            own.close();
        }
    }
}
