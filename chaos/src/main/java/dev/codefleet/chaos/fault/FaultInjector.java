package dev.codefleet.chaos.fault;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Injects the faults of a schedule until it is told to stop, and then mends all of them. A target
 * that still has a fault gets no second one.
 */
public final class FaultInjector {
    private final FaultSchedule schedule;
    private final Map<FaultKind, FaultAction> damages;
    private final RunHistory history;
    private final Set<String> busy = new HashSet<>();
    private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    private final Map<Fault, Thread> open = new HashMap<>();

    public FaultInjector(
            FaultSchedule schedule, Map<FaultKind, FaultAction> damages, RunHistory history) {
        this.schedule = schedule;
        this.damages = new EnumMap<>(damages);
        this.history = history;
    }

    /** Makes faults until that time, and returns when all are mended. */
    public void run(long untilNanos) throws InterruptedException {
        while (true) {
            var fault = schedule.next();
            var left = untilNanos - System.nanoTime();
            if (left <= fault.pause().toNanos()) {
                break;
            }
            Thread.sleep(fault.pause());
            begin(fault);
        }
        mendAll();
    }

    /** How many were made of each kind. */
    public synchronized Map<FaultKind, Integer> counts() {
        return Map.copyOf(counts);
    }

    private synchronized void begin(Fault fault) {
        if (busy.add(fault.target())) {
            open.put(fault, Thread.ofVirtual().name("fault").start(() -> make(fault)));
        }
    }

    private void make(Fault fault) {
        var damage = damages.get(fault.kind());
        var at = System.nanoTime();
        try {
            if (damage == null || !damage.make(fault)) {
                return;
            }
            var detail = fault.lasts().toMillis() + " ms, shade " + fault.shade();
            count(fault);
            history.add(
                    new HistoryEntry.Faulted(
                            at, fault.number(), fault.kind().name(), fault.target(), detail));
            awaitEnd(fault);
            damage.mend(fault);
            history.add(new HistoryEntry.Mended(System.nanoTime(), fault.number()));
        } finally {
            forget(fault);
        }
    }

    private void awaitEnd(Fault fault) {
        try {
            Thread.sleep(fault.lasts());
        } catch (InterruptedException _) {
            // The run is over: mend it now.
        }
    }

    private synchronized void count(Fault fault) {
        counts.merge(fault.kind(), 1, Integer::sum);
    }

    private synchronized void forget(Fault fault) {
        busy.remove(fault.target());
        open.remove(fault);
        notifyAll();
    }

    private synchronized void mendAll() throws InterruptedException {
        open.values().forEach(Thread::interrupt);
        while (!open.isEmpty()) {
            wait();
        }
    }
}
