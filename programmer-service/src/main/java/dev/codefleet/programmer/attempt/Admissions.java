package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.programmer.order.OrderCheck;
import dev.codefleet.programmer.run.ProgrammerMetrics;
import dev.codefleet.programmer.trust.Epochs;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.web.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Checks and takes orders; one that is refused becomes the problem to answer. */
public final class Admissions {
    private final Attempts attempts;
    private final UploadedBundles bundles;
    private final ProgrammerMetrics metrics;
    private final Epochs epochs;

    public Admissions(
            Attempts attempts, UploadedBundles bundles, ProgrammerMetrics metrics, Epochs epochs) {
        this.attempts = attempts;
        this.bundles = bundles;
        this.metrics = metrics;
        this.epochs = epochs;
    }

    /**
     * @throws ProblemException if the order is refused
     */
    Admission.Known admit(Order order) {
        var errors = OrderCheck.errors(order);
        if (!errors.isEmpty()) {
            var detail =
                    "The order for "
                            + order.attempt()
                            + " is wrong in "
                            + errors.size()
                            + " places.";
            throw refusal(Problem.of(422, "Invalid order", "INVALID_ORDER", detail, errors));
        }
        attempts.acknowledgeLater(order.acknowledge());
        var epoch = epochs.present();
        if (order.sender().epoch() != 0 && order.sender().epoch() != epoch.number()) {
            throw refusal(
                    Problem.staleEpoch(order.attempt(), order.sender().epoch(), epoch.number()));
        }
        var source = order.source();
        if (source != null) {
            requireBundles(source);
        }
        return switch (attempts.order(order, epoch.sentSinceNanos())) {
            case Admission.Known known -> known;
            case Admission.SlotsFull(var slots) ->
                    throw refusal(
                            429, "Slots full", "SLOTS_FULL", "All " + slots + " slots are taken.");
            case Admission.SpoolFull(var most) ->
                    throw refusal(
                            429,
                            "Spool full",
                            "SPOOL_FULL",
                            most + " reports wait for their acknowledgement.");
            case Admission.StaleFence(var fence, var seen) ->
                    throw refusal(
                            409,
                            "Stale fence",
                            "STALE_FENCE",
                            "Fence " + fence + " is stale: " + seen + " was seen for this job.");
            case Admission.Cancelled(var attempt) ->
                    throw refusal(
                            410,
                            "Cancelled",
                            "ATTEMPT_CANCELLED",
                            attempt + " was cancelled before its order came.");
            case Admission.Draining() ->
                    throw refusal(410, "Draining", "DRAINING", "This programmer is being stopped.");
        };
    }

    private void requireBundles(Source source) {
        var missing = new ArrayList<FieldError>();
        new RepositoryUrl(source.url())
                .uploaded()
                .ifPresent(sha256 -> require(sha256, "source.url", missing));
        for (var i = 0; i < source.bundles().size(); i++) {
            require(source.bundles().get(i).sha256(), "source.bundles[" + i + "].sha256", missing);
        }
        if (!missing.isEmpty()) {
            var detail = "Upload with PUT /v1/bundles/{sha256}: " + names(missing);
            throw refusal(Problem.of(422, "Bundle missing", "BUNDLE_MISSING", detail, missing));
        }
    }

    private void require(String sha256, String field, List<FieldError> missing) {
        if (bundles.size(sha256).isEmpty()) {
            missing.add(new FieldError(null, field, sha256 + " is not here", "PUT it first"));
        }
    }

    private static String names(List<FieldError> missing) {
        return String.join(", ", missing.stream().map(FieldError::message).toList());
    }

    private ProblemException refusal(int status, String title, String code, String detail) {
        return refusal(Problem.of(status, title, code, detail));
    }

    private ProblemException refusal(Problem problem) {
        metrics.refused(problem.code());
        return new ProblemException(problem);
    }
}
