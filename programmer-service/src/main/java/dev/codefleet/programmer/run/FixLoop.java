package dev.codefleet.programmer.run;

import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.git.Printable;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.execute.ProcessEnd;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.CommitMessage;
import dev.codefleet.programmer.report.IterationFailure;
import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.programmer.text.Text;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.programmer.workspace.AttemptWorkspace;
import dev.codefleet.programmer.workspace.GitWorkspace;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs executor, commit if there is a repository, and checks, and again in the same tree with what
 * went wrong, until it passes or the iterations are used up. Serves one attempt.
 */
final class FixLoop {
    private static final int CHECK_OUTPUT_BYTES = 4_000;
    private static final int CHANGED_FILES = 20_000;

    /** Exit codes of a POSIX shell. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private final AttemptRun run;
    private final AttemptWorkspace workspace;
    private final AttemptProgress progress;
    private final Steps steps;
    private final long maxBytes;
    private final InstantSource clock;
    private final Ticker ticker;

    FixLoop(
            AttemptRun run,
            AttemptWorkspace workspace,
            Steps steps,
            long maxBytes,
            InstantSource clock,
            Ticker ticker) {
        this.run = run;
        this.workspace = workspace;
        this.progress = run.progress();
        this.steps = steps;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Runs iterations until one passes or there are no more.
     *
     * @return what went wrong, told from the first iteration; empty when the last one passed
     */
    Optional<IterationFailure> run() throws Exception {
        if (workspace instanceof GitWorkspace copy) {
            progress.base = copy.base();
            progress.hasSubmodules = copy.hasSubmodules();
            progress.hasPointersOfLfs = copy.leftOfLfs().isPresent();
            copy.leftOfLfs().ifPresent(steps::note);
            progress.commit = copy.base();
        }
        var executor = run.order().task().executor();
        if (!(executor instanceof Executor.Command command)) {
            return check(0);
        }
        var feedback = run.order().feedback();
        var most = run.order().task().limits().maxIterations();
        while (true) {
            var trouble = iterate(command, ++progress.iterations, feedback);
            if (trouble.isEmpty()) {
                return trouble;
            }
            var first = progress.firstFailure;
            if (trouble.get().again() != IterationFailure.Again.ITERATION
                    || progress.iterations >= most) {
                return first == null
                        ? trouble
                        : Optional.of(first.before(trouble.get(), progress.iterations));
            }
            if (first == null) {
                progress.firstFailure = trouble.get();
            }
            feedback = trouble.get().feedback();
            undisturbed(workspace::endChecks);
        }
    }

    private Optional<IterationFailure> iterate(
            Executor.Command command, int iteration, @Nullable String feedback) throws Exception {
        steps.enter("executor", iteration);
        if (iteration > 1) {
            steps.mark(iteration, "executor");
        }
        var started = ticker.nanos();
        var step = steps.run(command, workspace.forExecutor(), iteration, feedback);
        progress.executorNanos += ticker.nanos() - started;
        progress.checks = List.of();
        var trouble =
                troubleOf(
                        step.ended(), step.output(), FailureReason.EXECUTOR_ERROR, "The executor");
        if (trouble.isPresent()) {
            return trouble;
        }
        var left = run.files().left();
        if (maxBytes > 0 && left.bytes() > maxBytes) {
            return Optional.of(tooLarge(left.bytes()));
        }
        if (workspace instanceof GitWorkspace copy) {
            if (left.trap().isPresent()) {
                return left.trap().map(FixLoop::notCommittable);
            }
            var refused = commit(copy, iteration);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return check(iteration);
    }

    /**
     * @return why what the executor left cannot be committed, if so
     */
    private Optional<IterationFailure> commit(GitWorkspace copy, int iteration) throws Exception {
        steps.enter("commit", iteration);
        var message = CommitMessage.of(run.order());
        try {
            var result =
                    run.stop()
                            .interrupting(
                                    () -> copy.commit(message, clock.instant(), CHANGED_FILES));
            progress.commit = result.commit();
            progress.changes = result.changes();
            return Optional.empty();
        } catch (GitFailed e) {
            if (e.reason() != GitFailed.Reason.NOT_COMMITTABLE) {
                throw e;
            }
            var what = String.valueOf(e.getMessage());
            return Optional.of(
                    new IterationFailure(
                            FailureReason.EXECUTOR_ERROR,
                            what,
                            null,
                            IterationFailure.Again.NOTHING));
        }
    }

    /** Work on files, as far as it may go before the attempt is stopped. */
    private interface FileWork {
        void run() throws IOException;
    }

    private void undisturbed(FileWork work) throws Exception {
        run.stop()
                .interrupting(() -> {
                    work.run();
                    return work;
                });
    }

    private Optional<IterationFailure> check(int iteration) throws Exception {
        if (run.order().task().checks().isEmpty()) {
            return Optional.empty();
        }
        steps.enter("checks", iteration);
        undisturbed(() -> {
            workspace.prepareChecks();
            steps.furnish(workspace.forChecks().home());
        });
        var results = new ArrayList<CheckResult>();
        progress.checks = results;
        for (var script : run.order().task().checks()) {
            steps.mark(
                    iteration,
                    "check %d of %d: %s"
                            .formatted(
                                    results.size() + 1,
                                    run.order().task().checks().size(),
                                    script));
            var trouble = checkOne(script, iteration, results);
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return Optional.empty();
    }

    private Optional<IterationFailure> checkOne(
            String script, int iteration, List<CheckResult> results) throws Exception {
        var started = ticker.nanos();
        var command = new Executor.Command(script, null);
        var step = steps.run(command, workspace.forChecks(), iteration, null);
        var took = ticker.nanos() - started;
        progress.checksNanos += took;
        var code = step.ended() instanceof ProcessEnd.Exited exited ? exited.code() : null;
        var output = step.output();
        results.add(
                new CheckResult(script, code, took / 1_000_000, output.text(CHECK_OUTPUT_BYTES)));
        var name = "The check `" + Text.cut(script.strip(), 200) + "`";
        return troubleOf(step.ended(), output, FailureReason.CHECK_FAILED, name);
    }

    private Optional<IterationFailure> troubleOf(
            ProcessEnd ended, Excerpt output, FailureReason reason, String subject)
            throws StopSignal.Stopped {
        run.stop().throwIfStopped();
        return switch (ended) {
            case ProcessEnd.Exited(var code) when code == 0 -> Optional.empty();
            case ProcessEnd.Exited(var code) ->
                    Optional.of(exited(code, subject + " exited with " + code, reason, output));
            case ProcessEnd.Broken(var message) ->
                    Optional.of(
                            new IterationFailure(
                                    reason,
                                    subject + ": " + message + ".",
                                    output,
                                    IterationFailure.Again.ATTEMPT));
            case ProcessEnd.Killed killed ->
                    throw new IllegalStateException("killed without a signal: " + killed);
        };
    }

    /**
     * What cannot be run is not there the next time either: only commands run here, and they do not
     * learn.
     */
    private static IterationFailure exited(
            int code, String what, FailureReason reason, Excerpt output) {
        return switch (code) {
            case NOT_EXECUTABLE ->
                    new IterationFailure(
                            reason,
                            what + ", which means that a program in it cannot be executed.",
                            output,
                            IterationFailure.Again.NOTHING);
            case NOT_FOUND ->
                    new IterationFailure(
                            reason,
                            what + ", which means that a program in it was not found.",
                            output,
                            IterationFailure.Again.NOTHING);
            default ->
                    new IterationFailure(
                            reason, what + ".", output, IterationFailure.Again.ITERATION);
        };
    }

    private static IterationFailure notCommittable(Path trap) {
        var what =
                "'"
                        + Printable.of(trap.toString())
                        + "' in the working tree is a pipe or a device, or leads to one. Git reads"
                        + " files of this name and would wait for it, so nothing can be committed."
                        + " Delete it, or give it another name.";
        return new IterationFailure(
                FailureReason.EXECUTOR_ERROR, what, null, IterationFailure.Again.NOTHING);
    }

    private IterationFailure tooLarge(long bytes) {
        var what =
                "Its files take %,d bytes, and at most %,d are allowed (codefleet.programmer.attempt-max-bytes)."
                        .formatted(bytes, maxBytes);
        return new IterationFailure(
                FailureReason.LIMIT_EXCEEDED, what, null, IterationFailure.Again.NOTHING);
    }
}
