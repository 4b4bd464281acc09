package dev.codefleet.programmer.attempt;

import java.time.Duration;

/**
 * Notices that this process did not run for a while: what waits in its sockets then is old, and who
 * sent it may have given it up. Safe for use by many threads.
 */
final class Pauses {
    /** Below all times after which a manager gives an order up. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** Within this what waited has been read. */
    static final Duration SETTLING = Duration.ofSeconds(2);

    private long lastLook;
    private long settlingUntil;

    Pauses(long nowNanos) {
        lastLook = nowNanos;
        settlingUntil = nowNanos;
    }

    /** To be called several times a second. */
    synchronized void look(long nowNanos) {
        if (nowNanos - lastLook > PAUSE.toNanos()) {
            settlingUntil = nowNanos + SETTLING.toNanos();
        }
        lastLook = nowNanos;
    }

    /** Whether it is just back; whoever asks may run before the next look does. */
    synchronized boolean isJustBack(long nowNanos) {
        return nowNanos - lastLook > PAUSE.toNanos() || settlingUntil - nowNanos > 0;
    }
}
