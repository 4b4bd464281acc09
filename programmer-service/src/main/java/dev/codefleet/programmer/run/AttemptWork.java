package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.Source;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.execute.AttemptEnvironment;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.report.AttemptFailures.NoWorkspace;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.IterationFailure;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.stream.LogRelay;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.programmer.workspace.AttemptWorkspace;
import dev.codefleet.programmer.workspace.EmptyWorkspace;
import dev.codefleet.programmer.workspace.GitWorkspace;
import dev.codefleet.programmer.workspace.Workspaces;
import dev.codefleet.web.Ticker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What an attempt does: from the order's files to the bundle of the commit that was made of them.
 */
public final class AttemptWork {
    private final Workspaces workspaces;
    private final ProcessRunner processes;
    private final AttemptEnvironment environment;
    private final Spool spool;
    private final ProgrammerMetrics metrics;
    private final long maxBytes;
    private final InstantSource clock;
    private final Ticker ticker;

    /**
     * @param maxBytes of an attempt's files
     */
    public AttemptWork(
            Workspaces workspaces,
            ProcessRunner processes,
            AttemptEnvironment environment,
            Spool spool,
            ProgrammerMetrics metrics,
            long maxBytes,
            InstantSource clock,
            Ticker ticker) {
        this.workspaces = workspaces;
        this.processes = processes;
        this.environment = environment;
        this.spool = spool;
        this.metrics = metrics;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * @param root where it works
     * @param account of what it does
     * @return why it came to nothing; empty if it succeeded
     */
    Optional<IterationFailure> run(
            Attempt attempt, Path root, LogRelay log, AttemptProgress account) throws Exception {
        var files = AttemptDirectory.make(root);
        var steps = new Steps(attempt, files, processes, environment, log);
        try (var place = place(attempt, files, steps)) {
            var loop = new FixLoop(attempt, files, place, account, steps, maxBytes, clock, ticker);
            var trouble = loop.run();
            if (trouble.isEmpty() && place instanceof GitWorkspace copy) {
                bundle(attempt, copy, account);
            }
            return trouble;
        }
    }

    private AttemptWorkspace place(Attempt attempt, AttemptDirectory files, Steps steps)
            throws Exception {
        var source = attempt.order().source();
        if (source == null) {
            return EmptyWorkspace.make(files);
        }
        steps.enter("workspace", 0);
        return workspace(attempt, source, files);
    }

    private void bundle(Attempt attempt, GitWorkspace copy, AttemptProgress account)
            throws Exception {
        var commit = account.commit;
        if (commit != null && !commit.equals(copy.base())) {
            var file = spool.bundleFile(attempt.id());
            account.bundle = attempt.stop().interrupting(() -> copy.bundle(file));
        }
    }

    private GitWorkspace workspace(Attempt attempt, Source source, AttemptDirectory files)
            throws Exception {
        var started = ticker.nanos();
        try {
            return attempt.stop().interrupting(() -> workspaces.make(source, files));
        } catch (GitFailed | Workspaces.BundleGone e) {
            throw new NoWorkspace(e);
        } finally {
            metrics.workspaceMade(ticker.nanos() - started);
        }
    }
}
