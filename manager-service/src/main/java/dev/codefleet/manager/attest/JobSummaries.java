package dev.codefleet.manager.attest;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.attestation.JobStatement;
import dev.codefleet.attestation.ResultCheck;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.integrate.IntegrationFailed;
import dev.codefleet.manager.job.AttestationStore;
import dev.codefleet.support.Json;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the summaries of jobs that have succeeded, and finds what goes with their results. */
public final class JobSummaries {
    private final AttestationStore store;
    private final AgentId manager;
    private final @Nullable KeyPair key;
    private final InstantSource clock;

    /**
     * @param key the manager's own, to sign by; null where it has none
     */
    public JobSummaries(
            AttestationStore store, AgentId manager, @Nullable KeyPair key, InstantSource clock) {
        this.store = store;
        this.manager = manager;
        this.key = key;
        this.clock = clock;
    }

    /**
     * A job that has succeeded.
     *
     * @param subtasks how many it has
     */
    public record Ended(
            JobId job, String base, String head, int subtasks, boolean hasFinalChecks) {}

    /** Finds the tree of the head. */
    public interface HeadTree {
        String find() throws IntegrationFailed;
    }

    /**
     * What is signed of a job.
     *
     * @param envelopes the summary, and then the receipts that it counts
     */
    public record Signed(Instant signedAt, List<Envelope> envelopes) {
        /** As lines of JSON. */
        public String text() {
            return envelopes.stream().map(Json::text).collect(Collectors.joining("\n", "", "\n"));
        }
    }

    /** A signed receipt that counts for a result. */
    private record Counted(AttemptStatement statement, Envelope envelope, String sha256) {}

    /**
     * The summary of a job, made if there is none, and the receipts that it counts.
     *
     * @return empty if nothing of the job is signed
     */
    public Optional<Signed> of(Ended job, HeadTree tree) throws SQLException, IntegrationFailed {
        var known = store.all(job.job());
        var receipts = counted(job, known);
        if (receipts.isEmpty()) {
            return Optional.empty();
        }
        var summary = summaryIn(known);
        if (summary.isEmpty() && key != null) {
            store.keepSummary(job.job(), signed(job, treeOf(job, receipts, tree), receipts, key));
            // Another manager may have been earlier, or the job deleted meanwhile.
            summary = summaryIn(store.page(job.job(), "", -1, 1));
        }
        return summary.map(first -> {
            var all = new ArrayList<Envelope>();
            all.add(first);
            receipts.forEach(each -> all.add(each.envelope()));
            return new Signed(signedAt(first), List.copyOf(all));
        });
    }

    private static Instant signedAt(Envelope summary) {
        return Dsse.statement(summary)
                .flatMap(JobStatement::read)
                .map(JobStatement::signedAt)
                .orElse(Instant.EPOCH);
    }

    /** Whoever made or checked the head itself has said its tree. */
    private static String treeOf(Ended job, List<Counted> receipts, HeadTree tree)
            throws IntegrationFailed {
        for (var each : receipts) {
            var said = each.statement().tree();
            if (said != null && job.head().equals(each.statement().commit())) {
                return said;
            }
        }
        return tree.find();
    }

    private static Optional<Envelope> summaryIn(List<Attestation> known) {
        return known.stream()
                .filter(each -> each.attempt() == null)
                .map(Attestation::envelope)
                .findFirst();
    }

    private Envelope signed(Ended job, String tree, List<Counted> receipts, KeyPair by) {
        var statement =
                new JobStatement(
                        job.job(),
                        manager,
                        job.base(),
                        new JobStatement.Head(job.head(), tree),
                        job.subtasks(),
                        job.hasFinalChecks(),
                        receipts.stream()
                                .map(each ->
                                        new JobStatement.Counted(
                                                each.statement().receipt().attempt(),
                                                each.sha256()))
                                .toList(),
                        clock.instant());
        return Dsse.sign(statement.bytes(), by);
    }

    /**
     * Of each subtask there is one attempt that has succeeded; final checks, which a resumed job
     * runs again, count by their last one on this head.
     */
    private static List<Counted> counted(Ended job, List<Attestation> known) {
        var byKey = new LinkedHashMap<String, Counted>();
        for (var each : known) {
            if (each.attempt() == null) {
                continue;
            }
            var bytes = Dsse.statement(each.envelope());
            var read = bytes.flatMap(AttemptStatement::read);
            if (read.isPresent() && counts(job, read.get())) {
                byKey.put(
                        read.get().receipt().attempt().key(),
                        new Counted(read.get(), each.envelope(), ResultCheck.sha256(bytes.get())));
            }
        }
        return List.copyOf(byKey.values());
    }

    private static boolean counts(Ended job, AttemptStatement statement) {
        return statement.receipt().state() == AttemptState.SUCCEEDED
                && (!ResultCheck.isOfFinalChecks(statement.receipt().attempt())
                        || job.head().equals(statement.commit()));
    }
}
