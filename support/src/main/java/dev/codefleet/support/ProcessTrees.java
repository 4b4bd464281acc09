package dev.codefleet.support;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes together with all that they started. */
public final class ProcessTrees {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private ProcessTrees() {}

    /**
     * Asks the processes to end, waits, and kills those that have not ended, and whatever is left
     * of their children.
     *
     * @param grace how long they have
     */
    public static void stop(Collection<ProcessHandle> processes, Duration grace) {
        var children = processes.stream().flatMap(ProcessHandle::descendants).toList();
        processes.forEach(ProcessHandle::destroy);
        awaitEnd(processes, grace);
        kill(processes);
        kill(children);
    }

    /** The same, but the processes' children are their own business as long as they end in time. */
    public static void stopAlone(Collection<ProcessHandle> processes, Duration grace) {
        processes.forEach(ProcessHandle::destroy);
        awaitEnd(processes, grace);
        processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes, AFTER_KILL);
    }

    /** Kills a process and all that it has started, and waits for nothing. */
    public static void killWithoutWaiting(ProcessHandle process) {
        // Collected before their parent dies: afterwards they are no longer its descendants.
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills the processes and all that they have started, and waits for their end. */
    public static void kill(Collection<ProcessHandle> processes) {
        var children = processes.stream().flatMap(ProcessHandle::descendants).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes, AFTER_KILL);
        awaitEnd(children, AFTER_KILL);
    }

    private static void awaitEnd(Collection<ProcessHandle> processes, Duration longest) {
        var deadline = System.nanoTime() + longest.toNanos();
        for (var process : processes) {
            try {
                process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException _) {
                // Whoever interrupts a stop wants it over: go on to the kill.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
