package dev.codefleet.localfleet;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes together with all that they started. */
final class Stopping {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Stopping() {}

    /**
     * Asks the processes to end, waits, and kills those that have not ended, and whatever is left
     * of their children.
     *
     * @param grace how long they have
     */
    static void stop(Collection<ProcessHandle> processes, Duration grace) {
        var children = processes.stream().flatMap(ProcessHandle::descendants).toList();
        processes.forEach(ProcessHandle::destroy);
        awaitEnd(processes, grace);
        kill(processes);
        kill(children);
    }

    /** The same, but the processes' children are their own business as long as they end in time. */
    static void stopAlone(Collection<ProcessHandle> processes, Duration grace) {
        processes.forEach(ProcessHandle::destroy);
        awaitEnd(processes, grace);
        processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes, AFTER_KILL);
    }

    /** Ends the processes at once. */
    static void kill(Collection<ProcessHandle> processes) {
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
            } catch (TimeoutException e) {
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                // Whoever interrupts a stop wants it over: go on to the kill.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
