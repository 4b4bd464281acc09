package dev.codefleet.programmer.execute;

import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Ends everything that an attempt has started: asks it to, kills it, and waits until it is gone.
 *
 * <p>What belongs to it: the descendants of the process that was started, what runs in its session,
 * and every process that has the attempt's marker in its environment, which is how daemons are
 * found that have left tree and session. In bubblewrap the first of these already ends all, since
 * the kernel ends a process namespace with its first process.
 */
final class ProcessTree {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long GRACE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int QUIET_LOOKS = 2;

    private final ProcessTable table;
    private final Ticker ticker;

    ProcessTree(ProcessTable table, Ticker ticker) {
        this.table = table;
        this.ticker = ticker;
    }

    /**
     * Kills a tree by its root and marker.
     *
     * @param hasSession whether the root leads a session
     * @return whether nothing is left; false when something outlived 5 s of being killed
     */
    boolean kill(ProcessHandle root, String marker, boolean hasSession) {
        return killUntilGone(
                marker,
                hasSession ? OptionalLong.of(root.pid()) : OptionalLong.empty(),
                // One that has ended has no descendants any more.
                () ->
                        root.isAlive()
                                ? Stream.concat(Stream.of(root), root.descendants())
                                : Stream.empty());
    }

    /**
     * Asks each process of a tree to end (SIGTERM), once, and gives it time. What they start then,
     * to clear up, is not asked; what was being started while they were asked is.
     *
     * @param root stays until all others are gone, and is not asked
     * @param hasKeeper whether the root has a child that stays like it, and starts the command
     * @param isOver asked often; ends the wait when true
     */
    void terminate(
            ProcessHandle root,
            boolean hasKeeper,
            String marker,
            boolean hasSession,
            Duration grace,
            BooleanSupplier isOver) {
        var start = ticker.nanos();
        var session = hasSession ? OptionalLong.of(root.pid()) : OptionalLong.empty();
        var asked = new HashSet<ProcessHandle>();
        var hasHeard = false;
        var newest = 0L;
        var quietLooks = 0;
        while (quietLooks < QUIET_LOOKS
                && !isOver.getAsBoolean()
                && ticker.nanos() - start < grace.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            var look = table.look(marker, session);
            var others = others(root, look);
            var isQuiet = look.isClear() && others.isEmpty();
            quietLooks = isQuiet ? quietLooks + 1 : 0;
            var keepers = hasKeeper ? root.children().toList() : List.<ProcessHandle>of();
            others.removeAll(keepers);
            if (hasKeeper) {
                // It serves the others until they have ended, and is ended by their keeper.
                others.removeIf(ProxyForwarder::isOne);
            }
            if (!hasHeard) {
                hasHeard = others.stream().anyMatch(process -> !isDeaf(process, root, keepers));
                newest = table.newest();
            } else {
                var before = newest;
                others.removeIf(process -> process.pid() > before || asked.contains(process));
            }
            others.forEach(ProcessHandle::destroy);
            asked.addAll(others);
            if (!hasHeard || others.isEmpty()) {
                LockSupport.parkNanos(GRACE_PAUSE_NANOS);
            }
        }
    }

    /** Whether it is the shell that will turn into the command: for a moment that hears nothing. */
    private static boolean isDeaf(
            ProcessHandle process, ProcessHandle root, List<ProcessHandle> keepers) {
        var line = process.info().commandLine();
        return line.isPresent()
                && Stream.concat(Stream.of(root), keepers.stream())
                        .anyMatch(shell -> line.equals(shell.info().commandLine()));
    }

    private Set<ProcessHandle> others(ProcessHandle root, ProcessTable.Look look) {
        var others = new LinkedHashSet<>(look.found());
        root.descendants().forEach(others::add);
        others.remove(root);
        others.removeIf(process -> !process.isAlive() || table.isZombie(process));
        return others;
    }

    /** Kills what carries a marker, for a tree whose root is not known any more. */
    boolean kill(String marker) {
        return killUntilGone(marker, OptionalLong.empty(), Stream::empty);
    }

    /**
     * A process can start another one between being seen and being killed, and a list of processes
     * is not of one moment. So this looks again until two looks in a row find nothing.
     */
    private boolean killUntilGone(
            String marker, OptionalLong session, Supplier<Stream<ProcessHandle>> tree) {
        var start = ticker.nanos();
        var known = new LinkedHashSet<ProcessHandle>();
        var quietLooks = 0;
        while (true) {
            var look = table.look(marker, session);
            tree.get().forEach(known::add);
            known.addAll(look.found());
            known.removeIf(process -> !process.isAlive() || table.isZombie(process));
            quietLooks = known.isEmpty() && look.isClear() ? quietLooks + 1 : 0;
            if (quietLooks == QUIET_LOOKS) {
                return true;
            }
            if (quietLooks > 0) {
                // Nothing was killed that would need time to go.
                continue;
            }
            if (ticker.nanos() - start > LONGEST_WAIT_NANOS) {
                return known.isEmpty();
            }
            known.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
