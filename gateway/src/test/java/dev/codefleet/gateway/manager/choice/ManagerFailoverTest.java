package dev.codefleet.gateway.manager.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagerFailoverTest {
    private static final ManagerAddress A = new ManagerAddress(new AgentId("a"), "http://a");
    private static final ManagerAddress B = new ManagerAddress(new AgentId("b"), "http://b");

    @Test
    void eachManagerGetsOneTry() {
        var tries = new ManagerFailover(List.of(A, B), 10);

        assertThat(tries.next()).hasValue(A);
        tries.timedOut(A);
        assertThat(tries.next()).hasValue(B);
        tries.unavailable(B);
        assertThat(tries.next()).isEmpty();
        assertThat(tries.failures())
                .containsExactly("a did not answer in time", "b is unavailable");
    }

    @Test
    void aBrokenConnectionGetsASecondTryAfterTheOthersAndNoThird() {
        var tries = new ManagerFailover(List.of(A, B), 10);

        assertThat(tries.next()).hasValue(A);
        tries.connectionFailed(A);
        assertThat(tries.next()).hasValue(B);
        tries.timedOut(B);
        assertThat(tries.next()).hasValue(A);
        tries.connectionFailed(A);
        assertThat(tries.next()).isEmpty();
    }

    @Test
    void triesAreBounded() {
        var tries = new ManagerFailover(List.of(A, B), 1);

        assertThat(tries.next()).hasValue(A);
        assertThat(tries.next()).isEmpty();
    }
}
