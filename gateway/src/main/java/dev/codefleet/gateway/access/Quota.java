package dev.codefleet.gateway.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on something that is taken and given back, such as open streams or bytes on disk. Safe
 * for all threads.
 */
public final class Quota {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    public Quota(long limit) {
        this.limit = limit;
    }

    /** Takes that much, or nothing and answers false if it would pass the limit. */
    public boolean tryTake(long amount) {
        if (taken.addAndGet(amount) <= limit) {
            return true;
        }
        taken.addAndGet(-amount);
        return false;
    }

    public void giveBack(long amount) {
        taken.addAndGet(-amount);
    }

    public long taken() {
        return taken.get();
    }

    public long limit() {
        return limit;
    }
}
