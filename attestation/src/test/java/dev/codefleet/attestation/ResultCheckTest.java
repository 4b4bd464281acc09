package dev.codefleet.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.attestation.ResultCheck.Fault;
import dev.codefleet.attestation.ResultCheck.Verdict;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.identity.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResultCheckTest {
    private static final String HEAD = "1".repeat(40);
    private static final String TREE = "2".repeat(40);
    private static final JobId JOB = new JobId("job1");

    private final KeyPair manager = SigningKeys.make();
    private final KeyPair first = SigningKeys.make();
    private final KeyPair second = SigningKeys.make();
    private final TrustedKeys trust =
            TrustedKeys.parse("")
                    .with("manager/m1", SigningKeys.text(manager.getPublic()))
                    .with("programmer/p1", SigningKeys.text(first.getPublic()))
                    .with("programmer/p2", SigningKeys.text(second.getPublic()));

    private final Envelope a = receipt(JOB, "a", 2, "p1", "3".repeat(40), 0, first);
    private final Envelope checks = receipt(JOB, "final-checks", 1, "p2", HEAD, 0, second);

    @Test
    void whatFitsIsProven() {
        var proven = proven(HEAD, TREE, summary(a, checks), a, checks);

        assertThat(proven.byTree()).isFalse();
        assertThat(proven.isHeadChecked()).isTrue();
        assertThat(proven.receipts()).hasSize(2);
    }

    @Test
    void aHeadThatNoSignedCheckRanOnIsSaidToBeUnchecked() {
        assertThat(proven(HEAD, TREE, summary(a), a).isHeadChecked()).isFalse();
    }

    @Test
    void aSquashedCommitIsFoundByItsTree() {
        assertThat(proven("9".repeat(40), TREE, summary(a), a).byTree()).isTrue();
    }

    @Test
    void theKeysThatAnAgentHadBeforeCount() {
        var later = trust.with("programmer/p1", SigningKeys.text(SigningKeys.make().getPublic()));

        assertThat(
                        new ResultCheck(TrustedKeys.parse(later.text()))
                                .of(HEAD, TREE, List.of(summary(a), a)))
                .isInstanceOf(Verdict.Proven.class);
    }

    @Test
    void aReceiptThatWasChanged() {
        var text = new String(Base64.getDecoder().decode(a.payload()), StandardCharsets.UTF_8);
        var changed =
                text.replace("\"exit_code\":0", "\"exit_code\":7").getBytes(StandardCharsets.UTF_8);
        var forged =
                new Envelope(
                        a.payloadType(),
                        Base64.getEncoder().encodeToString(changed),
                        a.signatures());

        assertThat(fault(HEAD, TREE, summary(a), forged)).isEqualTo(Fault.RECEIPT_CHANGED);
        assertThat(fault(HEAD, TREE, summary(a), new Envelope("", "", List.of())))
                .isEqualTo(Fault.RECEIPT_CHANGED);
    }

    @Test
    void anotherReceiptOfTheSameAttemptThanTheOneThatCounts() {
        var twin = receipt(JOB, "a", 2, "p1", "4".repeat(40), 0, first);

        assertThat(fault(HEAD, TREE, summary(a), twin)).isEqualTo(Fault.RECEIPT_CHANGED);
    }

    @Test
    void aCommitThatWasChanged() {
        assertThat(fault("9".repeat(40), "8".repeat(40), summary(a), a))
                .isEqualTo(Fault.COMMIT_CHANGED);
    }

    @Test
    void aReceiptOfAnotherJobsOrder() {
        var foreign = receipt(new JobId("job2"), "a", 2, "p1", "3".repeat(40), 0, first);

        assertThat(fault(HEAD, TREE, summary(a), foreign)).isEqualTo(Fault.OTHER_JOB);
    }

    @Test
    void theKeyOfAnotherProgrammer() {
        var forged = receipt(JOB, "a", 2, "p1", "3".repeat(40), 0, second);

        assertThat(fault(HEAD, TREE, summary(forged), forged)).isEqualTo(Fault.OTHER_KEY);
    }

    @Test
    void aKeyThatNobodyTrusts() {
        var stranger = receipt(JOB, "a", 2, "p1", "3".repeat(40), 0, SigningKeys.make());
        var unknown = receipt(JOB, "a", 2, "p9", "3".repeat(40), 0, SigningKeys.make());

        assertThat(fault(HEAD, TREE, summary(stranger), stranger)).isEqualTo(Fault.UNKNOWN_KEY);
        assertThat(fault(HEAD, TREE, summary(unknown), unknown)).isEqualTo(Fault.UNKNOWN_KEY);
    }

    @Test
    void anOlderAttemptInThePlaceOfTheOneThatCounts() {
        var older = receipt(JOB, "a", 1, "p1", "3".repeat(40), 0, first);

        assertThat(fault(HEAD, TREE, summary(a), older)).isEqualTo(Fault.REPLAYED);
        assertThat(fault(HEAD, TREE, summary(a), a, older)).isEqualTo(Fault.REPLAYED);
    }

    @Test
    void whatIsMissing() {
        assertThat(fault(HEAD, TREE, summary(a))).isEqualTo(Fault.RECEIPT_MISSING);
        assertThat(fault(HEAD, TREE, a)).isEqualTo(Fault.NOT_SIGNED);
        assertThat(fault(HEAD, TREE)).isEqualTo(Fault.NOT_SIGNED);
    }

    @Test
    void aReceiptThatDoesNotSayThatItsChecksPassed() {
        var failed = receipt(JOB, "a", 2, "p1", "3".repeat(40), 1, first);

        assertThat(fault(HEAD, TREE, summary(failed), failed)).isEqualTo(Fault.NOT_PASSED);
    }

    private Verdict.Proven proven(String commit, String tree, Envelope... envelopes) {
        return (Verdict.Proven) new ResultCheck(trust).of(commit, tree, List.of(envelopes));
    }

    private Fault fault(String commit, String tree, Envelope... envelopes) {
        return ((Verdict.Refused) new ResultCheck(trust).of(commit, tree, List.of(envelopes)))
                .fault();
    }

    private Envelope summary(Envelope... receipts) {
        var counted = new ArrayList<JobStatement.Counted>();
        for (var each : receipts) {
            var bytes = Dsse.statement(each).orElseThrow();
            counted.add(
                    new JobStatement.Counted(
                            AttemptStatement.read(bytes).orElseThrow().receipt().attempt(),
                            Objects.requireNonNull(ResultCheck.sha256(bytes))));
        }
        var statement =
                new JobStatement(
                        JOB,
                        new AgentId("m1"),
                        "0".repeat(40),
                        new JobStatement.Head(HEAD, TREE),
                        1,
                        true,
                        counted,
                        Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(JobStatement.read(statement.bytes())).contains(statement);
        return Dsse.sign(statement.bytes(), manager);
    }

    private static Envelope receipt(
            JobId job,
            String key,
            int number,
            String programmer,
            String commit,
            int exitCode,
            KeyPair by) {
        var example = Examples.receipt(Examples.BASE, commit, exitCode);
        var receipt =
                new Receipt(
                        new AttemptId(job, key, number),
                        AttemptState.SUCCEEDED,
                        new Receipt.Execution(
                                new AgentId(programmer),
                                ExecutorKind.COMMAND,
                                "none",
                                null,
                                null,
                                null),
                        example.commits(),
                        1,
                        example.changes(),
                        example.times(),
                        example.cost(),
                        List.of(new CheckResult("test", exitCode, 1, "")),
                        List.of(),
                        null);
        var statement =
                new AttemptStatement(AttemptStatement.essence(receipt), "e".repeat(64), null);
        return Dsse.sign(statement.bytes(), by);
    }
}
