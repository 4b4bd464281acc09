package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.attestation.OrderDigest;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.identity.SigningKeys;
import dev.codefleet.manager.TestJobs;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttestationCheckTest {
    private static final AttemptId ATTEMPT = new AttemptId(new JobId("job1"), "a", 2);
    private static final AgentId PROGRAMMER = new AgentId("programmer-1");
    private static final Order ORDER = order(ATTEMPT, "true");
    private static final Receipt RECEIPT = receipt(ATTEMPT, "commit");

    private final KeyPair pair = SigningKeys.make();

    @Test
    void whatTheProgrammerSignedOfThisOrderIsTaken() {
        assertThat(fault(RECEIPT, signed(ORDER, RECEIPT, pair))).isEmpty();
    }

    @Test
    void oneThatSignsCannotLeaveItOff() {
        assertThat(fault(RECEIPT, null).orElseThrow()).contains("not signed");
        assertThat(check(RECEIPT, null, false)).as("an older programmer").isEmpty();
    }

    @Test
    void anotherKeyIsNotTheProgrammers() {
        assertThat(fault(RECEIPT, signed(ORDER, RECEIPT, SigningKeys.make())).orElseThrow())
                .contains("not signed by the key of programmer-1");
    }

    @Test
    void aReceiptThatSaysMoreThanWasSignedIsRefused() {
        var failed = List.of(new CheckResult("true", 1, 3, ""));
        var worse = receipt(ATTEMPT, "commit", failed);

        assertThat(fault(RECEIPT, signed(ORDER, worse, pair)).orElseThrow())
                .contains("something else");
    }

    @Test
    void whatIsSignedOfAnotherCommitIsRefused() {
        assertThat(fault(RECEIPT, signed(ORDER, receipt(ATTEMPT, "other"), pair)).orElseThrow())
                .contains("another commit");
    }

    @Test
    void anEarlierAttemptIsNotReplayed() {
        var earlier = new AttemptId(ATTEMPT.job(), "a", 1);
        var replayed = signed(order(earlier, "true"), receipt(earlier, "commit"), pair);

        assertThat(fault(RECEIPT, replayed).orElseThrow()).contains("attempt job1.a.1");
    }

    @Test
    void whatIsSignedOfAnotherOrderIsRefused() {
        var foreign = signed(order(ATTEMPT, "false"), RECEIPT, pair);

        assertThat(fault(RECEIPT, foreign).orElseThrow()).contains("another order");
    }

    @Test
    void whatIsNoReceiptIsRefused() {
        assertThat(fault(RECEIPT, Dsse.sign(new byte[] {'{', '}'}, pair)).orElseThrow())
                .contains("not the receipt of an attempt");
    }

    private Optional<String> fault(Receipt reported, @Nullable Envelope envelope) {
        return check(reported, envelope, true);
    }

    private Optional<String> check(Receipt reported, @Nullable Envelope envelope, boolean isDue) {
        var report =
                new Report(ATTEMPT, AttemptState.SUCCEEDED, reported, null, "", null, envelope);
        return AttestationCheck.fault(ORDER, report, PROGRAMMER, pair.getPublic(), isDue);
    }

    private static Envelope signed(Order order, Receipt receipt, KeyPair by) {
        var essence = AttemptStatement.essence(receipt);
        return Dsse.sign(new AttemptStatement(essence, OrderDigest.of(order), "tree").bytes(), by);
    }

    private static Receipt receipt(AttemptId attempt, String commit) {
        return receipt(attempt, commit, List.of(new CheckResult("true", 0, 3, "ok")));
    }

    private static Receipt receipt(AttemptId attempt, String commit, List<CheckResult> checks) {
        return TestJobs.receipt(attempt, AttemptState.SUCCEEDED, "base", commit, checks, null);
    }

    private static Order order(AttemptId attempt, String check) {
        return new Order(
                attempt,
                new Order.Sender(1, 1, new AgentId("manager-1")),
                new Order.Task(
                        "Title",
                        null,
                        new Executor.Command("true", null),
                        List.of(check),
                        List.of(),
                        new Limits(Duration.ofMinutes(1), 1, 1, null, null, null)),
                new Source("/r", "HEAD", "base", "base", List.of()),
                null,
                List.of());
    }
}
