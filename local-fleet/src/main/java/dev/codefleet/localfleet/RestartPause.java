package dev.codefleet.localfleet;

import dev.codefleet.support.Backoff;
import java.time.Duration;

/**
 * The pause before a process that ended is started again: 1 s, doubled each time up to 30 s, and 1
 * s again after it ran for a minute.
 */
final class RestartPause {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration GOOD_RUN = Duration.ofMinutes(1);

    private int shortRuns;

    /**
     * The pause after a run.
     *
     * @param lasted how long the process ran
     */
    Duration after(Duration lasted) {
        shortRuns = lasted.compareTo(GOOD_RUN) >= 0 ? 1 : shortRuns + 1;
        return BACKOFF.pause(shortRuns);
    }
}
