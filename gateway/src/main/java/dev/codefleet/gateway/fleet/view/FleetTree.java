package dev.codefleet.gateway.fleet.view;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.FleetView.Load;
import dev.codefleet.contract.job.FleetView.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws the fleet from what is known of its agents. */
public final class FleetTree {
    /** The label under which an agent may tell its process id. */
    public static final String PID_LABEL = "pid";

    private FleetTree() {}

    public static FleetView of(Collection<AgentView> agents, List<Member> registries) {
        return new FleetView(
                members(agents, AgentKind.GATEWAY),
                members(agents, AgentKind.MANAGER),
                registries,
                members(agents, AgentKind.PROGRAMMER));
    }

    private static List<Member> members(Collection<AgentView> agents, AgentKind kind) {
        return agents.stream()
                .filter(agent -> agent.registration().kind() == kind)
                .sorted(Comparator.comparing(AgentView::id))
                .map(FleetTree::member)
                .toList();
    }

    private static Member member(AgentView agent) {
        var registration = agent.registration();
        var kind = registration.kind();
        var beat = agent.heartbeat();
        return new Member(
                kind.name().toLowerCase(Locale.ROOT),
                agent.id().value(),
                pid(registration.labels().get(PID_LABEL)),
                registration.url(),
                agent.state(),
                agent.liveness(),
                messageOf(agent, beat),
                registration.lanes(),
                load(registration, beat),
                registration.version(),
                agent.key());
    }

    private static Load load(Registration registration, @Nullable Heartbeat beat) {
        return switch (registration.kind()) {
            case MANAGER -> new Load(jobsIn(beat), null, null, null);
            case PROGRAMMER ->
                    new Load(null, registration.slots(), freeSlotsIn(beat), attemptsIn(beat));
            case GATEWAY -> Load.NONE;
        };
    }

    private static @Nullable Long pid(@Nullable String label) {
        return label != null && label.matches("[0-9]{1,18}") ? Long.valueOf(label) : null;
    }

    private static @Nullable String messageOf(AgentView agent, @Nullable Heartbeat beat) {
        if (agent.message() != null) {
            return agent.message();
        }
        return beat == null ? null : beat.message();
    }

    private static List<String> jobsIn(@Nullable Heartbeat beat) {
        return beat == null ? List.of() : beat.jobs();
    }

    /**
     * Before its first beat nobody knows what a programmer still holds, so nothing of it counts as
     * free.
     */
    private static int freeSlotsIn(@Nullable Heartbeat beat) {
        return beat == null ? 0 : beat.freeSlots();
    }

    private static List<String> attemptsIn(@Nullable Heartbeat beat) {
        return beat == null ? List.of() : beat.attempts();
    }
}
