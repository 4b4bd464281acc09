package dev.codefleet.programmer.run;

import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.egress.EgressProxy;
import dev.codefleet.programmer.execute.AttemptEnvironment;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.report.AttemptFailures.NoWorkspace;
import dev.codefleet.programmer.report.IterationFailure;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.programmer.workspace.AttemptWorkspace;
import dev.codefleet.programmer.workspace.EmptyWorkspace;
import dev.codefleet.programmer.workspace.GitWorkspace;
import dev.codefleet.programmer.workspace.Workspaces;
import dev.codefleet.web.Ticker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of attempts, from the order's files to the bundle of the commit that was made of
 * them.
 */
public final class AttemptWork {
    private final Workspaces workspaces;
    private final ProcessRunner processes;
    private final @Nullable EgressProxy proxy;
    private final AttemptEnvironment environment;
    private final Spool spool;
    private final ProgrammerMetrics metrics;
    private final long maxBytes;
    private final InstantSource clock;
    private final Ticker ticker;

    /**
     * @param proxy by which attempts reach others; null where none is between
     * @param maxBytes of an attempt's files
     */
    public AttemptWork(
            Workspaces workspaces,
            ProcessRunner processes,
            @Nullable EgressProxy proxy,
            AttemptEnvironment environment,
            Spool spool,
            ProgrammerMetrics metrics,
            long maxBytes,
            InstantSource clock,
            Ticker ticker) {
        this.workspaces = workspaces;
        this.processes = processes;
        this.proxy = proxy;
        this.environment = environment;
        this.spool = spool;
        this.metrics = metrics;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Does the work of an attempt.
     *
     * @return why it came to nothing; empty if it succeeded
     */
    Optional<IterationFailure> run(AttemptRun run) throws Exception {
        AttemptDirectory.make(run.files().root());
        if (proxy == null) {
            return run(run, null);
        }
        var egress = proxy.open(run.files().egress(), note -> run.log().mark("[" + note + "]"));
        try (egress) {
            return run(run, egress.socket());
        } finally {
            run.progress().egress = egress.account();
        }
    }

    private Optional<IterationFailure> run(AttemptRun run, @Nullable Path egress) throws Exception {
        var steps = new Steps(run, processes, environment, egress);
        steps.furnish(run.files().home());
        try (var workspace = workspace(run, steps)) {
            var loop = new FixLoop(run, workspace, steps, maxBytes, clock, ticker);
            var failure = loop.run();
            if (failure.isEmpty() && workspace instanceof GitWorkspace copy) {
                run.progress().tree = copy.tree();
                bundle(run, copy);
            }
            return failure;
        }
    }

    private AttemptWorkspace workspace(AttemptRun run, Steps steps) throws Exception {
        var source = run.order().source();
        if (source == null) {
            return EmptyWorkspace.make(run.files());
        }
        steps.enter("workspace", 0);
        var started = ticker.nanos();
        try {
            return run.stop().interrupting(() -> workspaces.make(source, run.files()));
        } catch (GitFailed | Workspaces.BundleGone e) {
            throw new NoWorkspace(e);
        } finally {
            metrics.workspaceMade(ticker.nanos() - started);
        }
    }

    private void bundle(AttemptRun run, GitWorkspace copy) throws Exception {
        var commit = run.progress().commit;
        if (commit != null && !commit.equals(copy.base())) {
            var file = spool.bundleFile(run.id());
            run.progress().bundle = run.stop().interrupting(() -> copy.bundle(file));
        }
    }
}
