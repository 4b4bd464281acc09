package dev.codefleet.programmer.order;

import dev.codefleet.contract.attempt.AttemptId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The slots and the attempts that occupy them; never more than there are. Safe for use by many
 * threads.
 */
public final class Slots {
    private final int total;
    private final Set<AttemptId> holders = new LinkedHashSet<>();

    /**
     * @param total 0 or more
     */
    public Slots(int total) {
        if (total < 0) {
            throw new IllegalArgumentException("slots must be 0 or more");
        }
        this.total = total;
    }

    /**
     * Gives a slot to an attempt that has none.
     *
     * @return false when all are taken
     * @throws IllegalStateException if the attempt has one
     */
    public synchronized boolean take(AttemptId attempt) {
        if (holders.contains(attempt)) {
            throw new IllegalStateException("has a slot already: " + attempt);
        }
        return holders.size() < total && holders.add(attempt);
    }

    /**
     * Takes an attempt's slot back.
     *
     * @throws IllegalStateException if it has none
     */
    public synchronized void release(AttemptId attempt) {
        if (!holders.remove(attempt)) {
            throw new IllegalStateException("has no slot: " + attempt);
        }
    }

    public int total() {
        return total;
    }

    public synchronized int free() {
        return total - holders.size();
    }

    public synchronized int busy() {
        return holders.size();
    }

    public synchronized List<AttemptId> holders() {
        return List.copyOf(holders);
    }
}
