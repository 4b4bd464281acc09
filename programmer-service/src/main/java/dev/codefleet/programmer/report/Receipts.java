package dev.codefleet.programmer.report;

import dev.codefleet.attestation.AttemptStatement;
import dev.codefleet.attestation.Dsse;
import dev.codefleet.attestation.OrderDigest;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.FileChange;
import dev.codefleet.contract.attempt.LogRef;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.merge.Changes;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes reports from what an attempt has done. */
public final class Receipts {
    private static final int MAX_FILES = 1_000;

    private final AgentId programmer;
    private final String isolation;
    private final String network;
    private final Receipt.@Nullable Bounds bounds;
    private final @Nullable KeyPair key;

    public Receipts(AgentId programmer, String isolation, String network) {
        this(programmer, isolation, network, null, null);
    }

    /**
     * @param network of the processes of attempts
     * @param bounds of what the processes of an attempt take together; null for none
     * @param key the programmer's own, to sign by; null where it has none
     */
    public Receipts(
            AgentId programmer,
            String isolation,
            String network,
            Receipt.@Nullable Bounds bounds,
            @Nullable KeyPair key) {
        this.programmer = programmer;
        this.isolation = isolation;
        this.network = network;
        this.bounds = bounds;
        this.key = key;
    }

    /**
     * The report of an attempt whose log has all that was printed, or of which no more is known.
     */
    public Report report(
            Order order,
            AttemptProgress account,
            @Nullable Failure failure,
            Instant startedAt,
            Duration took,
            String log) {
        return report(order, account, failure, startedAt, took, log, null);
    }

    /**
     * The report of an attempt that has ended.
     *
     * @param failure null when it succeeded
     * @param took from the order to now
     * @param log what was printed, as far as it fits
     * @param wholeLog where all of it is; null for nowhere else
     */
    public Report report(
            Order order,
            AttemptProgress account,
            @Nullable Failure failure,
            Instant startedAt,
            Duration took,
            String log,
            @Nullable LogRef wholeLog) {
        var state = state(failure);
        var changes = account.changes;
        var receipt =
                new Receipt(
                        order.attempt(),
                        state,
                        new Receipt.Execution(
                                programmer,
                                order.task().executor().kind(),
                                isolation,
                                network,
                                bounds,
                                account.egress),
                        new Receipt.Commits(hex(account.base), hex(account.commit)),
                        account.iterations,
                        new Receipt.Changes(
                                changes == null ? 0 : changes.filesChanged(),
                                changes == null ? 0 : count(changes.linesAdded()),
                                changes == null ? 0 : count(changes.linesDeleted()),
                                files(changes)),
                        new Receipt.Times(
                                startedAt,
                                startedAt.plus(took),
                                took.toMillis(),
                                TimeUnit.NANOSECONDS.toMillis(account.executorNanos),
                                TimeUnit.NANOSECONDS.toMillis(account.checksNanos)),
                        new Receipt.Cost(null, null),
                        List.copyOf(account.checks),
                        flags(order, account),
                        failure);
        var bundle = account.bundle;
        var reference = bundle == null ? null : new BundleRef(bundle.sha256(), bundle.bytes());
        return new Report(
                order.attempt(),
                state,
                receipt,
                reference,
                log,
                wholeLog,
                signed(order, receipt, hex(account.tree)));
    }

    private @Nullable Envelope signed(Order order, Receipt receipt, @Nullable String tree) {
        return key == null
                ? null
                : Dsse.sign(
                        new AttemptStatement(
                                        AttemptStatement.essence(receipt),
                                        OrderDigest.of(order),
                                        tree)
                                .bytes(),
                        key);
    }

    private static List<String> flags(Order order, AttemptProgress account) {
        var flags =
                new ArrayList<>(
                        ReviewFlags.of(
                                order.task().executor().kind(),
                                account.changes,
                                order.task().files()));
        if (account.hasSubmodules) {
            flags.add(ReviewFlags.SUBMODULES_MISSING);
        }
        if (account.hasPointersOfLfs) {
            flags.add(ReviewFlags.LFS_CONTENTS_MISSING);
        }
        return flags;
    }

    private static AttemptState state(@Nullable Failure failure) {
        if (failure == null) {
            return AttemptState.SUCCEEDED;
        }
        return failure.reason() == FailureReason.CANCELLED
                ? AttemptState.CANCELLED
                : AttemptState.FAILED;
    }

    private static List<FileChange> files(@Nullable Changes changes) {
        if (changes == null) {
            return List.of();
        }
        return changes.files().stream()
                .limit(MAX_FILES)
                .map(file ->
                        new FileChange(
                                file.path(),
                                file.status().name().substring(0, 1),
                                count(file.linesAdded()),
                                count(file.linesDeleted())))
                .toList();
    }

    private static int count(long lines) {
        return (int) Math.min(lines, Integer.MAX_VALUE);
    }

    private static @Nullable String hex(@Nullable CommitId commit) {
        return commit == null ? null : commit.hex();
    }
}
