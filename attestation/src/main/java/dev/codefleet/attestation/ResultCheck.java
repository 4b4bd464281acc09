package dev.codefleet.attestation;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.support.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what signed statements prove of a commit, by trusted keys alone. Pure: it reads nothing,
 * and asks nobody.
 */
public final class ResultCheck {
    /** Attempts of a job's final checks have this key. */
    private static final String FINAL_CHECKS = "final-checks";

    private final TrustedKeys trust;

    public ResultCheck(TrustedKeys trust) {
        this.trust = trust;
    }

    /** What is wrong, by a name for programs. */
    public enum Fault {
        /** Nobody has signed that a job gave this commit. */
        NOT_SIGNED,
        /** A statement is not what was signed. */
        RECEIPT_CHANGED,
        /** The commit is not the one that was signed as the job's result. */
        COMMIT_CHANGED,
        /** A receipt is of another job's order. */
        OTHER_JOB,
        /** A statement is signed by the key of another agent than the one that it names. */
        OTHER_KEY,
        /** A statement is signed by a key that is not trusted. */
        UNKNOWN_KEY,
        /**
         * The receipt of an attempt that does not count stands in the place of the one that does.
         */
        REPLAYED,
        /** A receipt that counts is not there. */
        RECEIPT_MISSING,
        /** A receipt that counts does not say that its checks passed. */
        NOT_PASSED
    }

    /** What came of the check. */
    public sealed interface Verdict {
        /**
         * The signatures hold, and fit each other.
         *
         * @param byTree whether the commit itself is another than the signed one, with the same
         *     files
         * @param receipts that count
         */
        record Proven(JobStatement summary, boolean byTree, List<AttemptStatement> receipts)
                implements Verdict {
            /** Whether the signed final checks passed on the result itself. */
            public boolean isHeadChecked() {
                return receipts.stream()
                        .anyMatch(each ->
                                summary.head().commit().equals(each.commit())
                                        && !each.receipt().checks().isEmpty());
            }
        }

        /** Something is wrong: nothing is proven. */
        record Refused(Fault fault, String detail) implements Verdict {}
    }

    private record Signed<T>(T statement, String sha256) {}

    /** A statement that cannot be believed. */
    private static final class Unbelievable extends Exception {
        private static final long serialVersionUID = 1;
        private final Fault fault;

        Unbelievable(Fault fault, String detail) {
            super(detail);
            this.fault = fault;
        }

        Verdict.Refused refused() {
            return new Verdict.Refused(fault, String.valueOf(getMessage()));
        }
    }

    /**
     * Checks what is signed of a commit.
     *
     * @param commit that somebody has
     * @param tree of it
     * @param envelopes all that is known of one job, in whatever order
     */
    public Verdict of(String commit, String tree, List<Envelope> envelopes) {
        try {
            var summaries = new ArrayList<JobStatement>();
            var receipts = new ArrayList<Signed<AttemptStatement>>();
            for (var envelope : envelopes) {
                sort(envelope, summaries, receipts);
            }
            if (summaries.isEmpty()) {
                return new Verdict.Refused(
                        Fault.NOT_SIGNED, "No manager has signed what the job's result is.");
            }
            var summary = summaryOf(commit, tree, summaries);
            var counted = counted(summary, receipts);
            var byTree = !summary.head().commit().equals(commit);
            return new Verdict.Proven(summary, byTree, counted);
        } catch (Unbelievable unbelievable) {
            return unbelievable.refused();
        }
    }

    private void sort(
            Envelope envelope,
            List<JobStatement> summaries,
            List<Signed<AttemptStatement>> receipts)
            throws Unbelievable {
        var bytes =
                Dsse.statement(envelope)
                        .orElseThrow(() ->
                                new Unbelievable(
                                        Fault.RECEIPT_CHANGED, "An envelope holds no statement."));
        var summary = JobStatement.read(bytes);
        if (summary.isPresent()) {
            requireKey(
                    envelope,
                    "manager/" + summary.get().manager(),
                    "The summary of job " + summary.get().job());
            summaries.add(summary.get());
            return;
        }
        var read = AttemptStatement.read(bytes);
        if (read.isEmpty()) {
            throw new Unbelievable(
                    Fault.RECEIPT_CHANGED, "An envelope holds neither a receipt nor a summary.");
        }
        var receipt = read.get().receipt();
        requireKey(
                envelope,
                "programmer/" + receipt.execution().programmer(),
                "The receipt of attempt " + receipt.attempt());
        receipts.add(new Signed<>(read.get(), sha256(bytes)));
    }

    private void requireKey(Envelope envelope, String name, String what) throws Unbelievable {
        var own = trust.of(name);
        if (own.stream().anyMatch(key -> Dsse.isSignedBy(envelope, key))) {
            return;
        }
        var other =
                trust.all().entrySet().stream()
                        .filter(each ->
                                each.getValue().stream()
                                        .anyMatch(key -> Dsse.isSignedBy(envelope, key)))
                        .map(Map.Entry::getKey)
                        .findFirst();
        if (other.isPresent()) {
            throw new Unbelievable(
                    Fault.OTHER_KEY,
                    what + " names " + name + ", and is signed by the key of " + other.get() + ".");
        }
        var isOwnKeyNamed =
                own.stream()
                        .map(Dsse::keyId)
                        .anyMatch(id ->
                                envelope.signatures().stream()
                                        .anyMatch(each -> each.keyid().equals(id)));
        if (isOwnKeyNamed) {
            throw new Unbelievable(
                    Fault.RECEIPT_CHANGED, what + " was changed after " + name + " signed it.");
        }
        throw new Unbelievable(
                Fault.UNKNOWN_KEY,
                own.isEmpty()
                        ? what + " is by " + name + ", of which the trust file has no key."
                        : what
                                + " is signed by a key of "
                                + name
                                + " that the trust file has not.");
    }

    private static JobStatement summaryOf(String commit, String tree, List<JobStatement> summaries)
            throws Unbelievable {
        Optional<JobStatement> exact =
                summaries.stream().filter(each -> each.head().commit().equals(commit)).findFirst();
        return exact.or(() ->
                        summaries.stream()
                                .filter(each -> each.head().tree().equals(tree))
                                .findFirst())
                .orElseThrow(() ->
                        new Unbelievable(
                                Fault.COMMIT_CHANGED,
                                "The result of job "
                                        + summaries.getFirst().job()
                                        + " is commit "
                                        + summaries.getFirst().head().commit()
                                        + ", and this is "
                                        + commit
                                        + " with other files."));
    }

    private static List<AttemptStatement> counted(
            JobStatement summary, List<Signed<AttemptStatement>> receipts) throws Unbelievable {
        var there = new LinkedHashMap<AttemptId, Signed<AttemptStatement>>();
        for (var each : receipts) {
            var attempt = each.statement().receipt().attempt();
            if (!attempt.job().equals(summary.job())) {
                throw new Unbelievable(
                        Fault.OTHER_JOB,
                        "A receipt is of attempt "
                                + attempt
                                + ", which was ordered for another job than "
                                + summary.job()
                                + ".");
            }
            there.put(attempt, each);
        }
        var counted = new ArrayList<AttemptStatement>();
        for (var each : summary.receipts()) {
            var signed = there.remove(each.attempt());
            if (signed == null) {
                throw missing(each.attempt(), there.keySet().stream().toList());
            }
            if (!signed.sha256().equals(each.sha256())) {
                throw new Unbelievable(
                        Fault.RECEIPT_CHANGED,
                        "The receipt of attempt "
                                + each.attempt()
                                + " is another than the summary counts.");
            }
            if (!signed.statement().isSuccess()) {
                throw new Unbelievable(
                        Fault.NOT_PASSED,
                        "The receipt of attempt "
                                + each.attempt()
                                + " does not say that it succeeded.");
            }
            counted.add(signed.statement());
        }
        if (!there.isEmpty()) {
            throw new Unbelievable(
                    Fault.REPLAYED,
                    "The receipt of attempt "
                            + there.keySet().iterator().next()
                            + " is there, which does not count for the result.");
        }
        return List.copyOf(counted);
    }

    private static Unbelievable missing(AttemptId attempt, List<AttemptId> others) {
        return others.stream()
                .filter(each -> each.key().equals(attempt.key()))
                .findFirst()
                .map(older ->
                        new Unbelievable(
                                Fault.REPLAYED,
                                "The receipt of attempt "
                                        + older
                                        + " stands in the place of that of "
                                        + attempt
                                        + ", which counts."))
                .orElseGet(() ->
                        new Unbelievable(
                                Fault.RECEIPT_MISSING,
                                "The receipt of attempt " + attempt + " is not there."));
    }

    /** Whether a receipt is of the checks of the merged head. */
    public static boolean isOfFinalChecks(AttemptId attempt) {
        return attempt.key().equals(FINAL_CHECKS);
    }

    /** What a summary counts a receipt by. */
    public static String sha256(byte[] statement) {
        return Sha256.hex(Sha256.digest().digest(statement));
    }
}
