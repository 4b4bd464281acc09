package dev.codefleet.programmer.execute;

import dev.codefleet.web.Ticker;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Kills everything that an attempt has started, and waits until it is gone.
 *
 * <p>What belongs to it: the descendants of the process that was started, what runs in its session,
 * and every process that has the attempt's marker in its environment, which is how daemons are
 * found that have left tree and session. In bubblewrap the first of these already ends all, since
 * the kernel ends a process namespace with its first process.
 */
final class ProcessTree {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ProcessTable table;
    private final Ticker ticker;

    ProcessTree(ProcessTable table, Ticker ticker) {
        this.table = table;
        this.ticker = ticker;
    }

    /**
     * Kills a tree by its root and marker.
     *
     * @return whether nothing is left; false when something outlived 5 s of being killed
     */
    boolean kill(ProcessHandle root, String marker) {
        return killUntilGone(() -> {
            var found = new LinkedHashSet<ProcessHandle>();
            found.add(root);
            root.descendants().forEach(found::add);
            found.addAll(table.inSession(root.pid()));
            found.addAll(table.marked(marker));
            return found;
        });
    }

    /** Kills what carries a marker, for a tree whose root is not known any more. */
    boolean kill(String marker) {
        return killUntilGone(() -> table.marked(marker));
    }

    /**
     * A process can start another one between being seen and being killed, so this looks again
     * until a look finds nothing alive.
     */
    private boolean killUntilGone(Supplier<Set<ProcessHandle>> look) {
        var start = ticker.nanos();
        var known = new LinkedHashSet<ProcessHandle>();
        while (true) {
            known.addAll(look.get());
            known.removeIf(process -> !process.isAlive() || table.isZombie(process));
            if (known.isEmpty()) {
                return true;
            }
            if (ticker.nanos() - start > LONGEST_WAIT_NANOS) {
                return false;
            }
            known.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
