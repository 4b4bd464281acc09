package dev.codefleet.chaos.relay;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a link. Bytes that are sent while it is cut wait, as they would in a network
 * that lost its way: they arrive when it is whole again. Thread-safe.
 */
final class OneWayRelay {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition whole = lock.newCondition();
    private boolean isCut;
    private volatile long delayMs;

    void cut() {
        lock.lock();
        try {
            isCut = true;
        } finally {
            lock.unlock();
        }
    }

    /** From now on each portion of bytes takes so long. */
    void slow(long byMs) {
        delayMs = byMs;
    }

    void mend() {
        lock.lock();
        try {
            isCut = false;
            delayMs = 0;
            whole.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when bytes may pass. */
    void pass() throws InterruptedException {
        var delay = delayMs;
        if (delay > 0) {
            Thread.sleep(delay);
        }
        lock.lock();
        try {
            while (isCut) {
                whole.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
