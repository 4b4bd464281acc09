package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.manager.TestJobs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportCheckTest {
    private static final AttemptId ATTEMPT = new AttemptId(new JobId("job1"), "a", 1);
    private static final AttemptId OTHER = new AttemptId(new JobId("job1"), "a", 2);
    private static final BundleRef BUNDLE = new BundleRef("ab", 10);
    private static final Failure FAILURE = Failure.of(FailureReason.CHECK_FAILED, "x");
    private static final String BASE = "base";
    private static final String COMMIT = "commit";
    private static final CheckResult PASSED = new CheckResult("true", 0, 1, "");

    @Test
    void aCommitWithItsBundleAndAllChecksPassedIsBelieved() {
        assertThat(check(source(), succeeded(BASE, COMMIT, PASSED), BUNDLE)).isEmpty();
    }

    @Test
    void nothingChangedAndNoBundleIsBelieved() {
        assertThat(check(source(), succeeded(BASE, BASE, PASSED), null)).isEmpty();
    }

    @Test
    void anAttemptWithoutFilesNeedsNoCommit() {
        assertThat(check(null, succeeded(null, null, PASSED), null)).isEmpty();
        assertThat(check(null, succeeded(null, COMMIT, PASSED), null)).isPresent();
        assertThat(check(null, succeeded(null, null, PASSED), BUNDLE)).isPresent();
    }

    @Test
    void successWithoutItsChecksIsNotBelieved() {
        assertThat(check(source(), succeeded(BASE, COMMIT), BUNDLE)).isPresent();
        assertThat(
                        check(
                                source(),
                                succeeded(BASE, COMMIT, new CheckResult("echo", 0, 1, "")),
                                BUNDLE))
                .isPresent();
        assertThat(check(source(), succeeded(BASE, COMMIT, PASSED, PASSED), BUNDLE)).isPresent();
        assertThat(
                        check(
                                source(),
                                succeeded(BASE, COMMIT, new CheckResult("true", 1, 1, "")),
                                BUNDLE))
                .isPresent();
        assertThat(
                        check(
                                source(),
                                succeeded(BASE, COMMIT, new CheckResult("true", null, 1, "")),
                                BUNDLE))
                .isPresent();
    }

    @Test
    void aCommitOnAnotherBaseIsNotBelieved() {
        assertThat(check(source(), succeeded("elsewhere", COMMIT, PASSED), BUNDLE)).isPresent();
        assertThat(check(source(), succeeded(BASE, null, PASSED), BUNDLE)).isPresent();
    }

    @Test
    void bundleAndChangeBelongTogether() {
        assertThat(check(source(), succeeded(BASE, COMMIT, PASSED), null)).isPresent();
        assertThat(check(source(), succeeded(BASE, BASE, PASSED), BUNDLE)).isPresent();
    }

    @Test
    void aReportOfAnotherAttemptIsNotBelieved() {
        var foreign =
                TestJobs.receipt(
                        OTHER, AttemptState.SUCCEEDED, BASE, COMMIT, List.of(PASSED), null);

        assertThat(check(source(), foreign, BUNDLE)).isPresent();
        assertThat(
                        ReportCheck.fault(
                                order(source()),
                                new Report(
                                        OTHER,
                                        AttemptState.SUCCEEDED,
                                        succeeded(BASE, COMMIT, PASSED),
                                        BUNDLE,
                                        "",
                                        null)))
                .isPresent();
    }

    @Test
    void aFailureNeedsAReason() {
        assertThat(check(source(), TestJobs.receipt(ATTEMPT, AttemptState.FAILED, FAILURE), null))
                .isEmpty();
        assertThat(
                        check(
                                source(),
                                TestJobs.receipt(ATTEMPT, AttemptState.CANCELLED, FAILURE),
                                null))
                .isEmpty();
        assertThat(check(source(), TestJobs.receipt(ATTEMPT, AttemptState.FAILED, null), null))
                .isPresent();
    }

    @Test
    void aSuccessNamesNoFailure() {
        var receipt =
                TestJobs.receipt(
                        ATTEMPT, AttemptState.SUCCEEDED, BASE, COMMIT, List.of(PASSED), FAILURE);

        assertThat(check(source(), receipt, BUNDLE)).isPresent();
    }

    @Test
    void reportAndReceiptSayTheSame() {
        var receipt =
                TestJobs.receipt(ATTEMPT, AttemptState.FAILED, BASE, COMMIT, List.of(PASSED), null);

        assertThat(
                        ReportCheck.fault(
                                order(source()),
                                new Report(
                                        ATTEMPT,
                                        AttemptState.SUCCEEDED,
                                        receipt,
                                        BUNDLE,
                                        "",
                                        null)))
                .isPresent();
    }

    @Test
    void anAttemptThatGoesOnHasNoReport() {
        assertThat(check(source(), TestJobs.receipt(ATTEMPT, AttemptState.RUNNING, null), null))
                .isPresent();
        assertThat(check(source(), TestJobs.receipt(ATTEMPT, AttemptState.LOST, FAILURE), null))
                .isPresent();
    }

    private static Optional<String> check(
            @Nullable Source source, Receipt receipt, @Nullable BundleRef bundle) {
        return ReportCheck.fault(
                order(source), new Report(ATTEMPT, receipt.state(), receipt, bundle, "", null));
    }

    private static Receipt succeeded(
            @Nullable String base, @Nullable String commit, CheckResult... checks) {
        return TestJobs.receipt(
                ATTEMPT, AttemptState.SUCCEEDED, base, commit, List.of(checks), null);
    }

    private static Source source() {
        return new Source("/repository", "main", BASE, BASE, List.of());
    }

    private static Order order(@Nullable Source source) {
        var limits = new Limits(Duration.ofMinutes(1), 1, 1, null, null, null);
        return new Order(
                ATTEMPT,
                new Order.Sender(1, 0, new AgentId("manager-1")),
                new Order.Task(
                        "Title", null, new Executor.None(), List.of("true"), List.of(), limits),
                source,
                null,
                List.of());
    }
}
