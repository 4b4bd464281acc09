package dev.codefleet.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.problem.FieldError;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputRulesTest {
    @Test
    void whatAgentsSayIsValid() {
        assertThat(InputRules.check(Examples.registration(1))).isEmpty();
        assertThat(InputRules.check(Examples.beat(1, 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:1",
                "ftp://h",
                "http://",
                "http:///x",
                "http://h:1/",
                "http://u:p@h",
                "http://h?x=1",
                "http://h#x",
                "http://a b",
                "file:///etc/passwd"
            })
    void anAddressThatIsNoneIsRefused(String url) {
        var registration =
                new Registration(
                        AgentKind.GATEWAY, url, List.of(), List.of(), 0, 1, Map.of(), "1.0");
        assertThat(InputRules.check(registration))
                .extracting(FieldError::field)
                .containsExactly("url");
    }

    @Test
    void everyFaultOfARegistrationIsNamed() {
        var registration =
                new Registration(
                        AgentKind.PROGRAMMER,
                        "https://h",
                        List.of(),
                        List.of(),
                        1_001,
                        0,
                        Map.of("", "x"),
                        "");
        assertThat(InputRules.check(registration))
                .extracting(FieldError::field)
                .containsExactly("lanes", "executors", "slots", "incarnation", "version", "labels");
    }

    @Test
    void everyFaultOfABeatIsNamed() {
        var beat =
                new Heartbeat(
                        0,
                        0,
                        AgentState.IDLE,
                        "m".repeat(1_001),
                        -1,
                        Collections.nCopies(1_001, "a"),
                        List.of(""));
        assertThat(InputRules.check(beat))
                .extracting(FieldError::field)
                .containsExactly(
                        "incarnation", "seq", "free_slots", "message", "attempts", "jobs[0]");
    }

    @Test
    void aManagerNeedsLanesButNoExecutors() {
        var manager =
                new Registration(
                        AgentKind.MANAGER,
                        "http://h",
                        List.of(Lane.CODE),
                        List.of(),
                        0,
                        1,
                        Map.of(),
                        "1");
        assertThat(InputRules.check(manager)).isEmpty();
    }
}
