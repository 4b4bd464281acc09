package dev.codefleet.registry.membership;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.plan.ExecutorKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What agents of the tests say. */
public final class Examples {
    public static final LivenessTimes TIMERS =
            new LivenessTimes(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(15),
                    Duration.ofHours(1),
                    Duration.ofMillis(500),
                    10_000);

    private Examples() {}

    public static AgentId id(int number) {
        return new AgentId("programmer-" + number);
    }

    public static Registration registration(long incarnation) {
        return new Registration(
                AgentKind.PROGRAMMER,
                "http://127.0.0.1:6151",
                List.of(Lane.CODE),
                List.of(ExecutorKind.COMMAND),
                2,
                incarnation,
                Map.of(),
                "1.0");
    }

    public static Heartbeat beat(long incarnation, long seq) {
        return beat(incarnation, seq, AgentState.IDLE);
    }

    public static Heartbeat beat(long incarnation, long seq, AgentState state) {
        return new Heartbeat(incarnation, seq, state, null, 2, List.of(), List.of());
    }
}
