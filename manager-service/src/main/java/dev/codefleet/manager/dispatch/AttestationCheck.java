package dev.codefleet.manager.dispatch;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.attestation.OrderDigest;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.Order;
import java.security.PublicKey;
import java.util.Optional;

/**
 * Checks the signature of a report: that the programmer which was ordered has signed, by the key
 * that registries know it by, what it reports, and of this order. Pure.
 */
final class AttestationCheck {
    private AttestationCheck() {}

    /**
     * What is wrong with a report's signature; empty if it may be accepted.
     *
     * @param key of the programmer
     * @param isDue whether it must have signed; a programmer of an older version does not
     */
    static Optional<String> fault(
            Order order, Report report, AgentId programmer, PublicKey key, boolean isDue) {
        var envelope = report.attestation();
        if (envelope == null) {
            return isDue
                    ? Optional.of("its receipt is not signed, and " + programmer + " signs its own")
                    : Optional.empty();
        }
        if (!Dsse.isSignedBy(envelope, key)) {
            return Optional.of(
                    "its receipt was changed, or is not signed by the key of " + programmer);
        }
        return Dsse.statement(envelope)
                .flatMap(AttemptStatement::read)
                .map(signed -> fault(order, report, programmer, signed))
                .orElseGet(() -> Optional.of("what is signed is not the receipt of an attempt"));
    }

    private static Optional<String> fault(
            Order order, Report report, AgentId programmer, AttemptStatement signed) {
        var receipt = signed.receipt();
        if (!receipt.attempt().equals(order.attempt())) {
            return Optional.of("its signature is of attempt " + receipt.attempt());
        }
        if (!signed.order().equals(OrderDigest.of(order))) {
            return Optional.of("its signature is of another order");
        }
        if (!receipt.execution().programmer().equals(programmer)) {
            return Optional.of(
                    "its signed receipt names the programmer " + receipt.execution().programmer());
        }
        if (!receipt.commits().equals(report.receipt().commits())) {
            return Optional.of("its signature is of another commit");
        }
        return receipt.equals(AttemptStatement.essence(report.receipt()))
                ? Optional.empty()
                : Optional.of("its receipt says something else than the signed one");
    }
}
