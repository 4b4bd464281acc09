package dev.codefleet.programmer.stream;

import java.util.concurrent.TimeUnit;

/**
 * A budget of log lines that may be sent on: so many a second, and what was saved up of one second.
 * Once it is used up it lets a row of lines go before the next row, rather than one here and one
 * there.
 */
public final class LineBudget {
    private static final double ROWS_PER_SECOND = 10;

    private final int perSecond;
    private double saved;
    private boolean isUsedUp;
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
        isUsedUp = saved < (isUsedUp ? Math.max(1, perSecond / ROWS_PER_SECOND) : 1);
        if (!isUsedUp) {
            saved--;
        }
        return !isUsedUp;
    }
}
