package dev.codefleet.programmer.attempt;

import java.util.concurrent.TimeUnit;

/** How many log lines may be sent on: so many a second, and what was saved up of one second. */
final class LineBudget {
    private final int perSecond;
    private double saved;
    private long lastNanos;

    LineBudget(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.saved = perSecond;
        this.lastNanos = nowNanos;
    }

    /** Whether one more line may be sent on at this time. */
    boolean spend(long nowNanos) {
        var seconds = (nowNanos - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        saved = Math.min(perSecond, saved + seconds * perSecond);
        lastNanos = nowNanos;
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
