package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.git.BundleFile;
import dev.codefleet.git.Changes;
import dev.codefleet.git.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has done so far, kept up while it runs so that it can be told however it ends.
 */
final class Account {
    @Nullable CommitId base;
    @Nullable CommitId commit;
    @Nullable Changes changes;
    @Nullable BundleFile bundle;
    boolean hasSubmodules;
    int iterations;

    /** What went wrong in the first iteration, once a second one begins. */
    @Nullable Trouble firstTrouble;

    long executorNanos;
    long checksNanos;

    /** Of the last iteration. */
    List<CheckResult> checks = List.of();
}
