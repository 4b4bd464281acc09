package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.run.Attempt;
import dev.codefleet.programmer.run.Runner;
import dev.codefleet.programmer.spool.Spool;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.Watchdog;
import dev.codefleet.simulation.Ledger;
import dev.codefleet.simulation.Life;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process trees of one life of a programmer. They run on while the programmer itself is paused,
 * until the dead man's switch misses its feeds; with the programmer's death they die.
 */
final class SimulatedWork implements Runner, Watchdog {

    private final Life life;
    private final SimulatedDisk disk;
    private final Receipts receipts;
    private final Ledger ledger;
    private final Map<AttemptId, Tree> trees = new LinkedHashMap<>();

    /** One attempt's processes. */
    private static final class Tree {
        final Attempt attempt;
        final Runnable freeSlot;
        long goesOnTill;
        boolean isStopping;
        boolean isOver;

        Tree(Attempt attempt, Runnable freeSlot) {
            this.attempt = attempt;
            this.freeSlot = freeSlot;
        }
    }

    SimulatedWork(Life life, SimulatedDisk disk, Receipts receipts, Ledger ledger) {
        this.life = life;
        this.disk = disk;
        this.receipts = receipts;
        this.ledger = ledger;
        life.atEnd(() -> trees.values().forEach(this::dead));
        life.atPause(this::paused);
    }

    @Override
    public Report runNothing(Order order) {
        ledger.nothingDone(life.name(), order);
        return receipts.report(
                order, new AttemptProgress(), null, life.instant(), Duration.ZERO, "");
    }

    @Override
    public void run(Attempt attempt, Runnable freeSlot) {
        disk.begin(new Spool.Begun(attempt.order(), attempt.startedAt()));
        var tree = new Tree(attempt, freeSlot);
        tree.goesOnTill = life.nanos() + LONGEST.toNanos();
        trees.put(attempt.id(), tree);
        ledger.started(life.name(), attempt.order());
        life.world().after(ledger.duration(), () -> ended(tree, ledger.outcome(attempt.order())));
    }

    @Override
    public long time() {
        return life.nanos();
    }

    @Override
    public void feed(long asOf, Map<AttemptId, Duration> left) {
        left.forEach((attempt, time) -> {
            var tree = trees.get(attempt);
            if (tree != null) {
                tree.goesOnTill = asOf + Math.min(LONGEST.toNanos(), time.toNanos());
            }
        });
    }

    /** Kills the trees of attempts that were told to stop. */
    void stopWhatMust() {
        for (var tree : trees.values()) {
            var reason = tree.attempt.stop().reason();
            if (reason.isPresent() && !tree.isStopping) {
                tree.isStopping = true;
                life.world()
                        .after(
                                life.world().millis(5, 200),
                                () -> ended(tree, stopped(reason.get())));
            }
        }
    }

    /** The processes end, whether the programmer is there to see it or not. */
    private void ended(Tree tree, @Nullable Failure failure) {
        if (!tree.isOver && life.isAlive()) {
            dead(tree);
            life.happen(() -> report(tree, failure));
        }
    }

    private void dead(Tree tree) {
        if (!tree.isOver) {
            tree.isOver = true;
            ledger.stopped(life.name(), tree.attempt.id());
        }
    }

    private void report(Tree tree, @Nullable Failure failure) {
        trees.remove(tree.attempt.id());
        var attempt = tree.attempt;
        var account = new AttemptProgress();
        account.checks =
                attempt.order().task().checks().stream()
                        .map(check -> new CheckResult(check, failure == null ? 0 : 1, 1, ""))
                        .toList();
        var took = Duration.ofNanos(life.nanos() - attempt.startedNanos());
        var report =
                receipts.report(attempt.order(), account, failure, attempt.startedAt(), took, "");
        disk.finish(new Spool.Finished(attempt.events().lastId() + 1, report));
        tree.freeSlot.run();
        attempt.events().publish(report);
    }

    /** Nothing feeds the dead man's switch any more. */
    private void paused() {
        long pausedAt = life.world().now();
        for (var tree : new LinkedHashMap<>(trees).values()) {
            life.world()
                    .after(
                            life.machine().real(Math.max(0, tree.goesOnTill - life.nanos())),
                            () -> {
                                if (life.isPausedSince(pausedAt)) {
                                    ended(tree, switchedOff());
                                }
                            });
        }
    }

    private static Failure switchedOff() {
        return Failure.of(FailureReason.PROGRAMMER_LOST, "The dead man's switch killed it.");
    }

    private static Failure stopped(StopReason reason) {
        return switch (reason) {
            case CANCELLED -> Failure.of(FailureReason.CANCELLED, "Cancelled.");
            case TIMED_OUT -> Failure.of(FailureReason.TIMED_OUT, "It took too long.");
            case STALLED -> Failure.of(FailureReason.STALLED, "It printed nothing.");
            case LIMIT_EXCEEDED -> Failure.of(FailureReason.LIMIT_EXCEEDED, "It took too much.");
            case CUT_OFF, DRAINED -> Failure.of(FailureReason.PROGRAMMER_LOST, "Stopped.");
        };
    }
}
