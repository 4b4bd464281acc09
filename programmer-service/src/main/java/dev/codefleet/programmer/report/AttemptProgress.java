package dev.codefleet.programmer.report;

import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.merge.Changes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of an attempt so far, kept up while it runs so that they can be reported however it
 * ends.
 */
public final class AttemptProgress {
    public @Nullable CommitId base;
    public @Nullable CommitId commit;

    /** Of the commit; null until it was asked for. */
    public @Nullable CommitId tree;

    public @Nullable Changes changes;
    public @Nullable BundleFile bundle;
    public boolean hasSubmodules;
    public boolean hasPointersOfLfs;
    public int iterations;

    /** What went wrong in the first iteration, once a second one begins. */
    public @Nullable IterationFailure firstFailure;

    /** What it reached through the proxy; null where it has none. */
    public Receipt.@Nullable Egress egress;

    public long executorNanos;
    public long checksNanos;

    /** Of the last iteration. */
    public List<CheckResult> checks = List.of();
}
