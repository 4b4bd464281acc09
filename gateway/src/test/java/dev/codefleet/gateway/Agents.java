package dev.codefleet.gateway;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.agent.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Agents as a registry tells of them. */
public final class Agents {
    private static final AtomicLong BEATS = new AtomicLong();

    private Agents() {}

    public static AgentView manager(String id, Liveness liveness, AgentState state, Lane... lanes) {
        return manager(id, "http://" + id + ":80", liveness, state, lanes);
    }

    public static AgentView manager(
            String id, String url, Liveness liveness, AgentState state, Lane... lanes) {
        return view(
                id,
                registration(AgentKind.MANAGER, url, 0, lanes),
                liveness,
                beat(state, 0, List.of(), List.of("job1")));
    }

    public static AgentView programmer(
            String id, Liveness liveness, AgentState state, int slots, int free, Lane... lanes) {
        return view(
                id,
                registration(AgentKind.PROGRAMMER, "http://" + id + ":80", slots, lanes),
                liveness,
                beat(state, free, List.of("job1.a.1"), List.of()));
    }

    private static Registration registration(AgentKind kind, String url, int slots, Lane... lanes) {
        return new Registration(
                kind, url, List.of(lanes), List.of(), slots, 1, Map.of("pid", "42"), "1");
    }

    private static Heartbeat beat(
            AgentState state, int free, List<String> attempts, List<String> jobs) {
        return new Heartbeat(1, BEATS.incrementAndGet(), state, "says so", free, attempts, jobs);
    }

    private static AgentView view(
            String id, Registration registration, Liveness liveness, Heartbeat beat) {
        var isLost = liveness == Liveness.LOST;
        return new AgentView(
                new AgentId(id),
                registration,
                isLost ? AgentState.FAILED : beat.state(),
                liveness,
                isLost ? "heartbeat lost" : null,
                beat,
                0,
                1,
                null);
    }
}
