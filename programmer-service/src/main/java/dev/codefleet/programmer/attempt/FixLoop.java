package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.programmer.execute.Ended;
import dev.codefleet.programmer.execute.StopSignal;
import dev.codefleet.programmer.execute.Text;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.programmer.workspace.Place;
import dev.codefleet.programmer.workspace.WorkingCopy;
import dev.codefleet.web.Ticker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executor, commit if there is a repository, checks; and again with what went wrong, until it
 * passes or the iterations are used up. Serves one attempt.
 */
final class FixLoop {
    private static final int CHECK_OUTPUT_CHARACTERS = 4_000;
    private static final int CHANGED_FILES = 20_000;

    private final Attempt attempt;
    private final AttemptDirectory directory;
    private final Place place;
    private final Account account;
    private final Steps steps;
    private final long maxBytes;
    private final InstantSource clock;
    private final Ticker ticker;

    FixLoop(
            Attempt attempt,
            AttemptDirectory directory,
            Place place,
            Account account,
            Steps steps,
            long maxBytes,
            InstantSource clock,
            Ticker ticker) {
        this.attempt = attempt;
        this.directory = directory;
        this.place = place;
        this.account = account;
        this.steps = steps;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * @return what went wrong in the last iteration, or empty when it passed
     */
    Optional<Trouble> run() throws Exception {
        if (place instanceof WorkingCopy copy) {
            account.base = copy.base();
            account.commit = copy.base();
        }
        var executor = attempt.order().executor();
        if (!(executor instanceof Executor.Command command)) {
            return check(0);
        }
        var feedback = attempt.order().feedback();
        var most = attempt.order().limits().maxIterations();
        while (true) {
            var trouble = iterate(command, ++account.iterations, feedback);
            if (trouble.isEmpty() || trouble.get().isFinal() || account.iterations >= most) {
                return trouble;
            }
            feedback = trouble.get().feedback();
        }
    }

    private Optional<Trouble> iterate(
            Executor.Command command, int iteration, @Nullable String feedback) throws Exception {
        steps.enter("executor", iteration);
        var started = ticker.nanos();
        var step = steps.run(command, place.forExecutor(), iteration, feedback);
        account.executorNanos += ticker.nanos() - started;
        account.checks = List.of();
        var trouble =
                troubleOf(
                        step.ended(),
                        step.output().text(),
                        FailureReason.EXECUTOR_ERROR,
                        "The executor");
        if (trouble.isEmpty()) {
            trouble = tooLarge();
        }
        if (trouble.isPresent()) {
            return trouble;
        }
        if (place instanceof WorkingCopy copy) {
            commit(copy, iteration);
        }
        return check(iteration);
    }

    private void commit(WorkingCopy copy, int iteration) throws Exception {
        steps.enter("commit", iteration);
        var message = CommitMessage.of(attempt.order());
        var result =
                attempt.stop()
                        .interrupting(() -> copy.commit(message, clock.instant(), CHANGED_FILES));
        account.commit = result.commit();
        account.changes = result.changes();
    }

    private Optional<Trouble> check(int iteration) throws Exception {
        if (attempt.order().checks().isEmpty()) {
            return Optional.empty();
        }
        steps.enter("checks", iteration);
        if (place instanceof WorkingCopy copy) {
            var commit = Objects.requireNonNull(account.commit);
            attempt.stop()
                    .interrupting(() -> {
                        copy.makeCheckTree(commit);
                        return commit;
                    });
        }
        var results = new ArrayList<CheckResult>();
        account.checks = results;
        for (var script : attempt.order().checks()) {
            var trouble = checkOne(script, iteration, results);
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return tooLarge();
    }

    private Optional<Trouble> checkOne(String script, int iteration, ArrayList<CheckResult> results)
            throws Exception {
        var started = ticker.nanos();
        var command = new Executor.Command(script, null);
        var step = steps.run(command, place.forChecks(), iteration, null);
        var took = ticker.nanos() - started;
        account.checksNanos += took;
        var code = step.ended() instanceof Ended.Exited exited ? exited.code() : null;
        var output = step.output().text();
        results.add(
                new CheckResult(
                        script, code, took / 1_000_000, Text.end(output, CHECK_OUTPUT_CHARACTERS)));
        var name = "The check `" + Text.cut(script.strip(), 200) + "`";
        return troubleOf(step.ended(), output, FailureReason.CHECK_FAILED, name);
    }

    private Optional<Trouble> troubleOf(
            Ended ended, String output, FailureReason reason, String subject)
            throws StopSignal.Stopped {
        attempt.stop().throwIfStopped();
        return switch (ended) {
            case Ended.Exited(var code) when code == 0 -> Optional.empty();
            case Ended.Exited(var code) ->
                    Optional.of(
                            new Trouble(
                                    reason, subject + " exited with " + code + ".", output, false));
            case Ended.Broken(var message) ->
                    Optional.of(new Trouble(reason, subject + ": " + message + ".", output, true));
            case Ended.Killed killed ->
                    throw new IllegalStateException("killed without a signal: " + killed);
        };
    }

    private Optional<Trouble> tooLarge() {
        var bytes = directory.size();
        if (bytes <= maxBytes) {
            return Optional.empty();
        }
        var what =
                "The attempt's files take %,d bytes, and at most %,d are allowed."
                        .formatted(bytes, maxBytes);
        return Optional.of(new Trouble(FailureReason.BUDGET_EXCEEDED, what, "", true));
    }
}
