package dev.codefleet.localfleet;

import java.time.Duration;

/**
 * The pause before a process that ended is started again: 1 s, doubled each time up to 30 s, and 1
 * s again after it ran for a minute.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration GOOD_RUN = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /**
     * The pause after a run.
     *
     * @param lasted how long the process ran
     */
    Duration after(Duration lasted) {
        if (lasted.compareTo(GOOD_RUN) >= 0) {
            next = FIRST;
        }
        var pause = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
