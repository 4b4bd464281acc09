package dev.codefleet.programmer.trust;

import java.util.OptionalLong;

/**
 * The times at which this programmer's last beats were sent, so that whoever names one has heard it
 * since. Safe for use by many threads.
 */
public final class Beats {
    /** At one every 2 s, those of two minutes: nobody follows for so long without a word. */
    private static final int KEPT = 64;

    private final long[] sentNanos = new long[KEPT];
    private long last;

    /** Takes the next number, from 1. */
    public synchronized long next(long nowNanos) {
        last++;
        sentNanos[slot(last)] = nowNanos;
        return last;
    }

    /** When a beat was sent, by the monotonic clock; empty if it never was, or too long ago. */
    public synchronized OptionalLong sentAt(long number) {
        return number >= 1 && number <= last && number > last - KEPT
                ? OptionalLong.of(sentNanos[slot(number)])
                : OptionalLong.empty();
    }

    private static int slot(long number) {
        return (int) (number % KEPT);
    }
}
