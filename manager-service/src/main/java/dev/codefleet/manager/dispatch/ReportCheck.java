package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Order;
import java.util.Optional;

/**
 * Checks a report against its order. A success counts only if every check of the order ran and
 * passed, on a commit of the attempt's own where there are files.
 */
final class ReportCheck {
    private ReportCheck() {}

    /** What is wrong with a report; empty if it may be accepted. */
    static Optional<String> fault(Order order, Report report) {
        var receipt = report.receipt();
        if (!report.attempt().equals(order.attempt())
                || !receipt.attempt().equals(order.attempt())) {
            return Optional.of("it is about attempt " + report.attempt());
        }
        if (receipt.state() != report.state()) {
            return Optional.of("its receipt says " + receipt.state());
        }
        if (report.state() == AttemptState.FAILED || report.state() == AttemptState.CANCELLED) {
            return receipt.failure() == null ? Optional.of("it names no reason") : Optional.empty();
        }
        if (report.state() != AttemptState.SUCCEEDED) {
            return Optional.of("its state is " + report.state());
        }
        if (receipt.failure() != null) {
            return Optional.of("it claims success and names a failure");
        }
        var ran = receipt.checks().stream().map(CheckResult::command).toList();
        if (!ran.equals(order.task().checks())
                || !receipt.checks().stream().allMatch(CheckResult::passed)) {
            return Optional.of("it claims success, but not all checks ran and passed");
        }
        var source = order.source();
        if (source == null) {
            return receipt.commits().commit() == null && report.bundle() == null
                    ? Optional.empty()
                    : Optional.of("it has a commit, but the order had no files");
        }
        if (receipt.commits().commit() == null || !source.base().equals(receipt.commits().base())) {
            return Optional.of("it has no commit on the base of the order");
        }
        boolean changed = !receipt.commits().commit().equals(source.base());
        return changed == (report.bundle() != null)
                ? Optional.empty()
                : Optional.of(
                        changed
                                ? "it lacks the bundle of its commit"
                                : "it has a bundle, but no change");
    }
}
