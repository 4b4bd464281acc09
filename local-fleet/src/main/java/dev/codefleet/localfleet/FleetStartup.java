package dev.codefleet.localfleet;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.support.FileTail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits until a fleet has started: every service is ready, and known to those that call it. */
final class FleetStartup {
    private static final long LOOK_MS = 50;
    private static final int TAIL_BYTES = 4_000;
    private static final int TAIL_LINES = 15;

    private final LocalFleet fleet;
    private final long deadlineNanos;
    private final Duration longest;

    private FleetStartup(LocalFleet fleet, Duration longest) {
        this.fleet = fleet;
        this.longest = longest;
        this.deadlineNanos = System.nanoTime() + longest.toNanos();
    }

    /**
     * Waits.
     *
     * @throws CommandFailed if a service ends or the time is over, with the end of the service's
     *     log
     */
    static void await(LocalFleet fleet, Duration longest) {
        var startup = new FleetStartup(fleet, longest);
        try {
            startup.awaitReady();
            startup.awaitAcquainted();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailed.noFleet("The start was interrupted.");
        }
    }

    private void awaitReady() throws InterruptedException {
        var readiness = new Readiness();
        var waiting = new ArrayList<>(fleet.members());
        while (!waiting.isEmpty()) {
            for (var member : List.copyOf(waiting)) {
                if (member.process().isEmpty()) {
                    throw failure(member, member.id() + " ended while it started.");
                }
                if (readiness.isReady(member.url())) {
                    waiting.remove(member);
                }
            }
            if (!waiting.isEmpty()) {
                var first = waiting.getFirst();
                pause(
                        failure(
                                first,
                                first.id() + " was not ready in " + longest.toSeconds() + " s."));
            }
        }
    }

    private void awaitAcquainted() throws InterruptedException {
        var gateway = fleet.gateway(Duration.ZERO);
        while (!knowsAll(gateway)) {
            pause(
                    CommandFailed.noFleet(
                            "All services are ready, but the gateway at "
                                    + fleet.gatewayUrl()
                                    + " did not see them in "
                                    + longest.toSeconds()
                                    + " s."));
        }
        var readiness = new Readiness();
        var slots = fleet.spec().programmers() * fleet.spec().slots();
        for (var manager : fleet.members(ServiceKind.MANAGER)) {
            while (!readiness.knowsSlots(manager.url(), slots)) {
                pause(failure(manager, manager.id() + " did not see all programmers in time."));
            }
        }
    }

    private boolean knowsAll(GatewayClient gateway) {
        FleetView view;
        try {
            view = gateway.fleet();
        } catch (CommandFailed _) {
            return false;
        }
        return alive(view.managers()) >= fleet.members(ServiceKind.MANAGER).size()
                && alive(view.programmers()) >= fleet.members(ServiceKind.PROGRAMMER).size();
    }

    private static long alive(List<FleetView.Member> members) {
        // A service can be alive before it takes work, such as a manager without its lease.
        return members.stream()
                .filter(one -> one.liveness() == Liveness.ALIVE)
                .filter(one -> one.state() != AgentState.FAILED)
                .count();
    }

    private void pause(CommandFailed whenOver) throws InterruptedException {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw whenOver;
        }
        Thread.sleep(LOOK_MS);
    }

    private static CommandFailed failure(Member member, String what) {
        var lines = new ArrayList<>(List.of(what, "The end of its log, " + member.log() + ":"));
        lines.addAll(tail(member.log()));
        var output = ServiceProcess.output(member.log());
        if (output.toFile().length() > 0) {
            lines.add("What it printed beside, " + output + ":");
            lines.addAll(tail(output));
        }
        return CommandFailed.of(ExitCode.NO_FLEET, lines);
    }

    /** The last lines of a file. */
    static List<String> tail(Path log) {
        try {
            return FileTail.lines(log, TAIL_LINES, TAIL_BYTES);
        } catch (IOException e) {
            return List.of("(it cannot be read: " + e.getMessage() + ")");
        }
    }
}
