package dev.codefleet.chaos.fault;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.localfleet.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Faults of processes. It is also what starts them again: at the end of a fault, or at once when
 * one ended that nobody harmed.
 */
public final class ProcessFaults {
    private static final long LOOK_MS = 200;

    private final LocalFleet fleet;
    private final RunHistory history;

    /** Members under a fault that ends their process. */
    private final Map<String, Fault> down = new ConcurrentHashMap<>();

    private volatile boolean isOver;

    /**
     * @param fleet without supervision of its own
     */
    public ProcessFaults(LocalFleet fleet, RunHistory history) {
        this.fleet = fleet;
        this.history = history;
        Thread.ofVirtual().name("keeper").start(this::keep);
    }

    /** A process that ends from now on stays down. */
    public synchronized void leaveAlone() {
        isOver = true;
    }

    public Map<FaultKind, FaultAction> damages() {
        return Map.of(
                FaultKind.KILL, new Ending(Member::kill),
                FaultKind.TERMINATE, new Ending(Member::stop),
                FaultKind.PAUSE, new Pausing());
    }

    private void keep() {
        while (!isOver) {
            fleet.members().stream().filter(this::isDead).forEach(this::revive);
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private boolean isDead(Member member) {
        return member.process().isEmpty() && !down.containsKey(member.id());
    }

    private void revive(Member member) {
        if (!isOver) {
            history.add(new HistoryEntry.Died(System.nanoTime(), member.id()));
            start(member);
        }
    }

    private synchronized void start(Member member) {
        if (isOver) {
            return;
        }
        try {
            member.start();
        } catch (CommandFailed _) {
            // The keeper looks again.
        }
    }

    /** How a process is made to end. */
    private interface End {
        void of(Member member);
    }

    private final class Ending implements FaultAction {
        private final End end;

        Ending(End end) {
            this.end = end;
        }

        @Override
        public boolean make(Fault fault) {
            var member = fleet.member(fault.target());
            if (down.putIfAbsent(fault.target(), fault) != null) {
                return false;
            }
            if (member.process().isEmpty()) {
                down.remove(fault.target());
                return false;
            }
            end.of(member);
            return true;
        }

        @Override
        public void mend(Fault fault) {
            start(fleet.member(fault.target()));
            down.remove(fault.target());
        }
    }

    private final class Pausing implements FaultAction {
        private final Map<Fault, ProcessHandle> paused = new ConcurrentHashMap<>();

        @Override
        public boolean make(Fault fault) {
            Optional<ProcessHandle> process = fleet.member(fault.target()).process();
            process.ifPresent(running -> {
                paused.put(fault, running);
                signal("STOP", running);
            });
            return process.isPresent();
        }

        @Override
        public void mend(Fault fault) {
            var process = paused.remove(fault);
            if (process != null && process.isAlive()) {
                signal("CONT", process);
            }
        }
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
