package dev.codefleet.systemtests;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks again and again at what tells nobody when it changes, such as a process table. */
final class Eventually {
    private static final long LOOK_MS = 10;

    private Eventually() {}

    /**
     * @return whether the condition held before the time was over
     */
    static boolean holds(Duration within, BooleanSupplier condition) {
        var deadline = System.nanoTime() + within.toNanos();
        while (true) {
            // The time before the look counts: what a slow look found was not there in time.
            var isLate = System.nanoTime() - deadline > 0;
            if (isLate) {
                return false;
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
